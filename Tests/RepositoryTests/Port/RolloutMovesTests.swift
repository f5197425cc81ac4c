import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Whatever devices, operators and workers do, a rollout is what its own machine says of its batches.
@Suite struct RolloutMovesTests {
    @Test(arguments: ConformingDatabase.kinds, [[12], [3, 4, 5], [1, 1, 1]])
    func `a rollout is in the state that its machine says, after any sequence of moves`(
        database: ConformingDatabase, counts: [Int]
    ) async throws {
        for seed in UInt64(1)...3 {
            try await database.withWorld { world in
                let fleet = try await makeFleet(of: 12, in: world.repository, clock: world.clock)
                var generator = SeededGenerator(seed: seed)
                let (id, batches) = try await fleet.createRollout(of: counts)
                for _ in 0..<120 {
                    world.clock.advance(by: .seconds(Int64.random(in: 1...60, using: &generator)))
                    await Self.doSomething(to: id, batches, in: fleet, using: &generator)
                    try await Self.check(id, batches, in: fleet)
                }
                #expect(try await world.wrongFigures() == [])
            }
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `of batches that end at once, the last one ends the rollout`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 12, in: world.repository, clock: world.clock)
            let (id, batches, sessions) = try await fleet.startRollout(of: Array(repeating: 1, count: 12))
            for (index, session) in sessions.enumerated() { try await fleet.take(session, of: index, to: .flashed) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, session) in sessions.enumerated() {
                    group.addTask {
                        _ = try await fleet.updates.complete(
                            session, checksum: fleet.release.checksum, as: fleet.device(index))
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await fleet.states(id, batches) == Array(repeating: "completed", count: 13))
            #expect(try await fleet.eventKinds().count { $0 == .rolloutEnded } == 1)
            #expect(try await world.wrongFigures() == [])
        }
    }

    private static func check(_ id: Rollout.ID, _ batches: [UpdateBatch.ID], in fleet: StockedFleet) async throws {
        let rollout = try await fleet.rollout(id)
        var states: [UpdateBatchState] = []
        for batch in batches { states.append(try await fleet.batch(batch).status) }
        #expect(try rollout.status.after(.settled, counters: rollout.counters) == rollout.status)
        #expect(rollout.status.isFinal == states.allSatisfy(\.isFinal))
        if states.count == 1 { #expect(states.map(\.rawValue) == [rollout.status.rawValue]) }
    }

    /// Half of it is refused, as it should be.
    private static func doSomething(
        to id: Rollout.ID, _ batches: [UpdateBatch.ID], in fleet: StockedFleet,
        using generator: inout SeededGenerator
    ) async {
        let (updates, rollouts, ada) = (fleet.updates, fleet.services.rollouts, fleet.ada)
        guard let batch = batches.randomElement(using: &generator) else { return }
        switch Int.random(in: 0..<60, using: &generator) {
        case 0..<3: _ = try? await updates.pauseBatch(batch, as: ada)
        case 3..<7: _ = try? await updates.resumeBatch(batch, as: ada)
        case 7..<10: _ = try? await rollouts.pause(id, as: ada)
        case 10..<14: _ = try? await rollouts.resume(id, as: ada)
        case 14: _ = try? await updates.cancelBatch(batch, reason: "x", as: ada)
        case 15 where Bool.random(using: &generator): _ = try? await rollouts.cancel(id, reason: "x", as: ada)
        case 16..<22: _ = try? await fleet.processor.step()
        case 22: _ = try? await fleet.sweep.step()
        default: await moveDevice(of: batch, in: fleet, using: &generator)
        }
    }

    private static func moveDevice(
        of batch: UpdateBatch.ID, in fleet: StockedFleet, using generator: inout SeededGenerator
    ) async {
        guard let row = try? await fleet.rows(batch).randomElement(using: &generator), let session = row.session
        else { return }
        let (id, device) = (session.sessionID, Principal.device(row.deviceUID))
        switch session.updateStatus {
        case .initiated: _ = try? await fleet.updates.acknowledge(id, as: device)
        case .acknowledged: _ = try? await fleet.updates.readBytes(id, offset: 0, size: 1, as: device)
        case .downloading where Int.random(in: 0..<4, using: &generator) == 0:
            _ = try? await fleet.updates.fail(id, reason: "x", as: device)
        case .downloading: _ = try? await fleet.updates.flashed(id, as: device)
        case .flashed: _ = try? await fleet.updates.complete(id, checksum: fleet.release.checksum, as: device)
        case .completed, .failed, .cancelled: break
        }
    }
}
