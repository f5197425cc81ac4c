import Logging
import ServiceLifecycle
import SlipwayCore

/// Lets everybody see that this process does the background work.
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
        try await repository.write { try $0.recordHeartbeat(of: worker) }
        return false
    }
}
