import DeviceSimulator
import Logging
import SlipwayCore
import SlipwayServices

/// Plays the devices of a rollout over HTTP until it has stopped or ended, and for a while after that.
struct TrialCourse: Sendable {
    let variant: RolloutVariant
    let rollout: Rollout.ID
    let services: Services
    let fleet: TrialFleet
    let link: TrialLink
    /// After which time it counts as hanging.
    let patience: Duration

    private static let tick: Duration = .milliseconds(200)
    /// After a stop, in which devices go on as if they did not know of it.
    private static let aftermath: Duration = .seconds(5)
    private static let maximumBatches = 10_000
    private static let silent = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }

    /// - Parameter epilogue: what follows then, while the devices go on.
    /// - Throws: where the rollout neither stops nor ends in time.
    func play(_ epilogue: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { players in
            players.addTask { try await play(askers, inWave: 1, of: 2_000, until: { _ in false }) }
            var known: Set<UpdateBatch.ID> = []
            let deadline = ContinuousClock.now + patience
            while true {
                let view = try await services.rollouts.view(of: rollout, as: WaitingFleet.actor)
                for (batch, wave) in try await batches() where known.insert(batch).inserted {
                    let devices = try await devices(of: batch)
                    let size = waveSize(wave, of: view)
                    players.addTask {
                        try await play(devices, inWave: wave, of: size) { summary in
                            // Each but the lost ones owes a word; what comes back later does so as the same device.
                            variant != .rollback && summary.ended >= devices.count
                                && link.quietDevices(among: devices) <= summary.gotLost
                        }
                    }
                }
                if view.rollout.status == .paused || view.rollout.status.isFinal { break }
                guard ContinuousClock.now < deadline else {
                    throw SystemFault(saying: "the rollout is \(view.rollout.status.rawValue) after \(patience)")
                }
                try await Task.sleep(for: Self.tick)
            }
            try await Task.sleep(for: Self.aftermath)
            try await epilogue()
            players.cancelAll()
            // Each ends by its cancellation.
            while let end = await players.nextResult() {
                if case .failure(let error) = end, !(error is CancellationError) { throw error }
            }
        }
    }

    /// All batches with the number of their wave.
    func batches() async throws -> [(batch: UpdateBatch.ID, wave: Int)] {
        try await services.repository.read { [rollout] reader in
            let batches = try reader.batches(
                of: rollout, in: Set(UpdateBatchState.allCases), limit: Self.maximumBatches)
            return try reader.gatedBatches(among: batches).map { ($0.batch, $0.wave.number) }
        }
    }

    func rows(of batch: UpdateBatch.ID) async throws -> [BatchDeviceRow] {
        try await services.updates.batchDevices(
            batch, as: WaitingFleet.actor, at: .first, limit: services.settings.batchDeviceLimit)
    }

    private var askers: [FleetMember] { fleet.asking.sorted().compactMap { fleet.members[$0] } }

    private func devices(of batch: UpdateBatch.ID) async throws -> [FleetMember] {
        try await rows(of: batch).filter { !fleet.asking.contains($0.deviceUID) }
            .compactMap { fleet.members[$0.deviceUID] }
    }

    private func waveSize(_ wave: Int, of view: RolloutView) -> Int {
        let sizes = view.waves.map(\.wave.sizeTo)
        guard sizes.indices.contains(wave - 1) else { return 1 }
        return sizes[wave - 1] - (wave > 1 ? sizes[wave - 2] : 0)
    }

    private func play(
        _ members: [FleetMember], inWave wave: Int, of size: Int, until isOver: @Sendable (FleetSummary) -> Bool
    ) async throws {
        let fleet = Fleet(
            of: members, over: link, profile: variant.profile(inWave: wave), pace: variant.pace(ofWave: size),
            clock: FleetClock(now: { BenchWorld.now }), logger: Self.silent)
        while !isOver(await fleet.summary) {
            try await fleet.step()
            try await Task.sleep(for: Self.tick)
        }
    }
}

extension FleetSummary {
    /// Updates that are over, as the devices see it.
    fileprivate var ended: Int { completed + fellBack + failed + gotLost + dropped }
}
