import Logging
import ServiceLifecycle
import SlipwayCore

/// Shows that this process does the background work, and notes since when there has been such a process.
package struct WorkerHeartbeat: Service {
    private let repository: any Repository
    private let worker: String
    private let kind: WorkerKind
    private let logger: Logger
    private let clock: DatabaseClock
    private let bandwidth: BandwidthBudgets
    private let loop: BackgroundLoop

    package init(services: Services, worker: String, kind: WorkerKind = .serve, logger: Logger? = nil) {
        self.init(services: services, worker: worker, kind: kind, logger: logger, sleep: BackgroundLoop.sleep)
    }

    init(
        services: Services, worker: String, kind: WorkerKind, logger: Logger?, sleep: @escaping BackgroundLoop.Sleep
    ) {
        repository = services.repository
        clock = services.clock
        bandwidth = services.bandwidth
        self.worker = worker
        self.kind = kind
        self.logger = logger ?? services.logger
        loop = BackgroundLoop(
            name: .workerHeartbeat, pause: .seconds(5), logger: self.logger, outages: services.outages,
            figures: services.loops, sleep: sleep)
    }

    /// A worker that is shut down in good order counts no longer at once; any other after its patience.
    package func run() async throws {
        await loop.run { try await step() }
        // Others may have its part from here on.
        bandwidth.end()
        do {
            try await repository.write { try $0.recordStop(of: worker) }
        } catch {
            logger.warning("worker \(worker) could not sign off: \(error)")
        }
    }

    package func step() async throws -> Bool {
        let (clock, asked, begun) = (clock, clock.moment(), bandwidth.moment())
        let (away, sample, earlier, servers) = try await repository.write { transaction in
            // The transaction may begin no earlier than it is first asked for something.
            let now = transaction.now
            let begun = clock.moment()
            try transaction.correctHeartbeats()
            try transaction.recordHeartbeat(of: worker, kind: kind)
            let earlier = try transaction.servicePresence()
            try transaction.setServicePresence(earlier?.seen(at: now) ?? ServicePresence(seenAt: now, since: nil))
            return (
                earlier.flatMap { $0.isCurrent(at: now) ? nil : now - $0.seenAt },
                ClockSample(now: now, asked: asked, begun: begun), earlier,
                // Heartbeats wait for each other above, so that of two new servers the later one counts the earlier.
                kind.isServer ? try transaction.liveServers(within: BandwidthShare.patience) : 0
            )
        }
        if kind.isServer { bandwidth.share(among: servers, asked: begun) }
        clock.note(sample)
        if let earlier { clock.noteStored(earlier.seenAt, at: sample.now, isAlwaysWatched: true) }
        if let away {
            logger.notice("no server heard the devices for \(away.roundedInWords): their time begins again")
        }
        return false
    }
}
