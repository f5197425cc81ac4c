import SlipwayCore

/// The state of the whole fleet in figures, read without counting.
package struct FleetFigures: Hashable, Sendable {
    /// The instant of the read.
    package let at: Timestamp
    package let devices: Int
    package let openRollouts: [Rollout]
    /// Whether there are more open rollouts than these.
    package let openIsCapped: Bool
    package let systemHalted: Bool
    /// The age of the latest heartbeat of any worker; none where there has been none.
    package let workerAge: Duration?
    /// How long the batch that is next has been waiting for a worker; none where none waits.
    package let processorLag: Duration?
    /// Figures that the audit found to be wrong, at most a thousand; for those who see every organization.
    package let counterDifferences: [CounterDifference]
    /// At most a thousand, the latest heard of first; for those who see every organization. Those that were lost stay
    /// among them for ``Worker/lossRetention``.
    package let workers: [Worker]

    static let maximumWorkers = 1_000

    package func isAlive(_ worker: Worker) -> Bool { at - worker.lastHeartbeat < Worker.patience }

    /// The counters of all open rollouts together.
    package var counters: BatchCounters { BatchCounters(sumOf: openRollouts.map(\.counters)) }
}

extension UpdateService {
    /// One read, whose cost grows with the open rollouts alone.
    package func figures(as principal: Principal) async throws -> FleetFigures {
        try principal.require(.admin)
        return try await repository.read { reader in
            let open = try reader.openRollouts(in: principal.organization, limit: HomeView.maximumOpen + 1)
            let workers = try reader.workers(limit: FleetFigures.maximumWorkers)
            return FleetFigures(
                at: reader.now, devices: try reader.deviceCount(in: principal.organization),
                openRollouts: open.prefix(HomeView.maximumOpen).map(\.rollout),
                openIsCapped: open.count > HomeView.maximumOpen, systemHalted: try reader.systemHalt().halted,
                workerAge: workers.first.map { reader.now - $0.lastHeartbeat },
                processorLag: try reader.batchToStartSince().map { reader.now - $0 },
                counterDifferences: try Self.counterDifferences(as: principal, in: reader),
                workers: principal.organization == .all ? workers : [])
        }
    }
}
