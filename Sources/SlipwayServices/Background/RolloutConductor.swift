import Logging
import ServiceLifecycle
import SlipwayCore

/// Takes rollouts with a plan from one wave to the next: settles which devices take part, makes batches of the wave that is
/// open, and opens the next one once the plan allows it.
///
/// Any number of processes may run it. Each step is decided again inside the transaction that takes it, which holds the
/// rollout by name: a second one waits, and goes on from there. One that dies lets it go with its connection.
package actor RolloutConductor: Service {
    /// More rollouts are not open at a time.
    private static let maximumRollouts = 1_000
    /// So long it goes on with one rollout before it turns to the next.
    private static let turn: Duration = .milliseconds(500)

    private let services: Services
    private let worker: Principal
    private let loop: BackgroundLoop
    private var failed = SetAside<Rollout.ID>()

    package init(services: Services, worker: String, logger: Logger? = nil) {
        let bell = services.rollouts.conducting
        self.init(services: services, worker: worker, logger: logger) { try await bell.wait(atMost: $0) }
    }

    init(services: Services, worker: String, logger: Logger?, sleep: @escaping BackgroundLoop.Sleep) {
        self.services = services
        self.worker = .worker(worker)
        loop = BackgroundLoop(
            name: .rolloutConductor, pause: .seconds(1), logger: logger ?? services.logger,
            outages: services.outages, figures: services.loops, sleep: sleep)
    }

    package func run() async throws {
        await loop.run { try await self.step() }
    }

    /// Gives every open rollout a turn.
    ///
    /// - Returns: whether there may be more to do at once.
    package func step() async throws -> Bool {
        failed.beginRound()
        let passedOver = Set(failed.waitingKeys)
        let open = try await services.repository.read { try $0.rolloutsToConduct(limit: Self.maximumRollouts) }
        var isBusy = false
        for rollout in open where !passedOver.contains(rollout) {
            do {
                if try await conduct(rollout) { isBusy = true }
            } catch let error where Isolation.concernsRecords(error) {
                failed.add([rollout])
                loop.report(error, on: "rollout \(rollout)")
            }
        }
        return isBusy
    }

    /// - Returns: whether its turn ended before its work did.
    private func conduct(_ id: Rollout.ID) async throws -> Bool {
        let end = ContinuousClock.now + Self.turn
        repeat {
            guard try await advance(id) else { return false }
        } while ContinuousClock.now < end
        return true
    }

    /// - Returns: whether there was something to do.
    private func advance(_ id: Rollout.ID) async throws -> Bool {
        let (worker, batchSize) = (worker, services.settings.batchDeviceLimit)
        // Most of the time there is nothing to do, which takes no write to see.
        let task = try await services.repository.read { reader in
            try reader.rollout(id).flatMap { try RolloutTask.next(for: $0, batchSize: batchSize, in: reader) }
        }
        guard let task else { return false }
        if task == .prepareRollback { return try await services.rollouts.prepareRollback(of: id, by: worker) }
        return try await services.repository.write { transaction in
            try transaction.hold(.conducting(id), for: .changing)
            guard let rollout = try transaction.rollout(id),
                let task = try RolloutTask.next(for: rollout, batchSize: batchSize, in: transaction)
            else { return false }
            try task.carryOut(on: rollout, by: worker, in: transaction)
            return true
        }
    }
}
