import SlipwayCore

/// The state of the whole fleet in figures, read without counting.
package struct FleetFigures: Hashable, Sendable {
    /// The instant of the read.
    package let at: Timestamp
    package let devices: Int
    package let openRollouts: [Rollout]
    /// Whether there are more open rollouts than these.
    package let openIsCapped: Bool
    /// Those waves of the open rollouts whose gates watch, in the order of the rollouts' ids.
    package let waves: [WaveFigures]
    /// Of the open rollouts, by shard.
    package let places: [Rollout.ID: [PlaceShard]]
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

    /// How many of each kind hold; at most those that the home screen looks at.
    package let conditions: [ConditionKind: Int]

    static let maximumWorkers = 1_000

    package func isAlive(_ worker: Worker) -> Bool { at - worker.lastHeartbeat < Worker.patience }

    /// The counters of all open rollouts together.
    package var counters: BatchCounters { BatchCounters(sumOf: openRollouts.map(\.counters)) }
}

extension UpdateService {
    /// One read, whose cost grows with the open rollouts alone.
    package func figures(as principal: Principal) async throws -> FleetFigures {
        try principal.require(.admin)
        let (rule, clock) = (settings.attention, clock)
        return try await repository.read { reader in
            let open = try reader.openRollouts(in: principal.organization, limit: HomeView.maximumOpen + 1)
            let rollouts = open.prefix(HomeView.maximumOpen).map(\.rollout)
            let workers = try reader.workers(limit: FleetFigures.maximumWorkers)
            let (pulse, halts) = (try reader.pulse(), try reader.halts(limit: SettingService.maximumHalts))
            var service = try Self.serviceState(pulse, halts, as: principal, in: reader)
            service.clock = clock.trouble
            let rows = open.prefix(HomeView.maximumOpen).map { HomeRow($0, by: rule, at: reader.now) }
            let conditions = Condition.all(of: service, rows, at: reader.now)
            return FleetFigures(
                at: reader.now, devices: try reader.deviceCount(in: principal.organization),
                openRollouts: rollouts, openIsCapped: open.count > HomeView.maximumOpen,
                waves: try WaveFigures.all(of: rollouts, in: reader),
                places: try reader.placeShards(of: rollouts.map(\.id)),
                systemHalted: halts.contains { $0.reach == .everything },
                workerAge: pulse.latestHeartbeat.map { reader.now - $0 },
                processorLag: pulse.workWaitingSince.map { reader.now - $0 },
                counterDifferences: service.counterDifferences,
                workers: principal.organization == .all ? workers : [],
                conditions: Dictionary(grouping: conditions, by: \.kind).mapValues(\.count))
        }
    }
}

/// A wave whose gate watches, and how near that is to breaking.
package struct WaveFigures: Hashable, Sendable {
    package let wave: ArmedWave
    package let counters: BatchCounters
    /// None where it does not soak.
    package let soakRemaining: Duration?

    /// Less what was accepted.
    package var bad: Int { max(0, counters.bad - wave.gate.acceptedBad) }

    static func all(of rollouts: [Rollout], in reader: any RepositoryReader) throws -> [WaveFigures] {
        let ids = rollouts.map(\.id)
        let (waves, counters) = (try reader.armedWaves(of: ids), try reader.waveCounters(of: ids))
        let soaking = Set(waves.filter { $0.state == .soaking }.map(\.gate.wave.rollout))
        let plans = try reader.plans(of: soaking.sorted())
        let presence = soaking.isEmpty ? nil : try reader.servicePresence()
        let resumed = Dictionary(rollouts.map { ($0.id, $0.resumedAt) }) { first, _ in first }
        return try waves.map { wave in
            let id = wave.gate.wave.rollout
            let rule = wave.state == .soaking ? try plans[id]?.plan.advance : nil
            return WaveFigures(
                wave: wave, counters: counters[wave.gate.wave] ?? BatchCounters(),
                soakRemaining: rule.flatMap { rule in
                    RolloutWave.soakRemaining(
                        from: wave.soakFrom, under: rule, since: [presence?.since, resumed[id] ?? nil],
                        now: reader.now)
                })
        }
    }
}
