import Logging
import ServiceLifecycle
import SlipwayCore

/// Lets everybody see that this process does the background work, and notes since when somebody does.
package struct WorkerHeartbeat: Service {
    private let repository: any Repository
    private let worker: String
    private let logger: Logger
    private let loop: BackgroundLoop

    package init(services: Services, worker: String, logger: Logger? = nil) {
        self.init(services: services, worker: worker, logger: logger, sleep: BackgroundLoop.sleep)
    }

    init(services: Services, worker: String, logger: Logger?, sleep: @escaping BackgroundLoop.Sleep) {
        repository = services.repository
        self.worker = worker
        self.logger = logger ?? services.logger
        loop = BackgroundLoop(
            name: "the worker heartbeat", pause: .seconds(5), logger: self.logger, outages: services.outages,
            sleep: sleep)
    }

    /// A worker that is shut down in good order is gone at once; any other after its patience.
    package func run() async throws {
        await loop.run { try await step() }
        do {
            try await repository.write { try $0.removeWorker(worker) }
        } catch {
            logger.warning("worker \(worker) could not sign off: \(error)")
        }
    }

    package func step() async throws -> Bool {
        let away = try await repository.write { transaction in
            try transaction.recordHeartbeat(of: worker)
            let now = transaction.now
            let earlier = try transaction.servicePresence()
            try transaction.setServicePresence(earlier?.seen(at: now) ?? ServicePresence(seenAt: now, since: nil))
            return earlier.flatMap { $0.isCurrent(at: now) ? nil : now - $0.seenAt }
        }
        if let away {
            logger.notice("nobody heard the devices for \(away.roundedInWords): their time begins again")
        }
        return false
    }
}
