import SlipwayCore

/// The state of the whole fleet in figures, read without counting.
package struct FleetFigures: Hashable, Sendable {
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

    /// The counters of all open rollouts together.
    package var counters: BatchCounters {
        openRollouts.reduce(into: BatchCounters()) { sum, rollout in
            let counters = rollout.counters
            sum.total += counters.total
            sum.pending += counters.pending
            sum.initiated += counters.initiated
            sum.succeeded += counters.succeeded
            sum.failed += counters.failed
            sum.acknowledged += counters.acknowledged
            sum.downloading += counters.downloading
            sum.flashed += counters.flashed
            sum.verified += counters.verified
            sum.fellBack += counters.fellBack
            sum.silent += counters.silent
            sum.silentFlashed += counters.silentFlashed
        }
    }
}

extension UpdateService {
    /// One read, whose cost grows with the open rollouts alone.
    package func figures(as principal: Principal) async throws -> FleetFigures {
        try principal.require(.admin)
        return try await repository.read { reader in
            let open = try reader.openRollouts(in: principal.organization, limit: HomeView.maximumOpen + 1)
            let worker = try reader.workers(limit: 1).first
            return FleetFigures(
                devices: try reader.deviceCount(in: principal.organization),
                openRollouts: open.prefix(HomeView.maximumOpen).map(\.rollout),
                openIsCapped: open.count > HomeView.maximumOpen, systemHalted: try reader.systemHalt().halted,
                workerAge: worker.map { reader.now - $0.lastHeartbeat },
                processorLag: try reader.batchToStartSince().map { reader.now - $0 },
                counterDifferences: try Self.counterDifferences(as: principal, in: reader))
        }
    }
}
