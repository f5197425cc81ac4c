import Foundation
import GRDB
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// A server that prepares the way back of a rollout, killed at any point of it; `SLIPWAY_ROLLOUT_KILLS` says how often.
@Suite("The preparation of a way back, killed at any point", .serialized)
struct KilledPreparationTests {
    private static let devices = 3_000
    private static let kills = ProcessInfo.processInfo.environment["SLIPWAY_ROLLOUT_KILLS"].flatMap { Int($0) } ?? 12

    @Test(.timeLimit(.minutes(kills > 100 ? 60 : 15)))
    func `a way back is prepared once for each trip, and told once`() async throws {
        try await CrashedFleet.with(deviceCount: 1) { fleet in
            let (rollouts, ops) = (fleet.services.rollouts, fleet.operatorPrincipal)
            let id = try await fleet.rolledOut(
                toMore: Self.devices, preparesRollback: true,
                ending: "status = 'paused', paused_by = 'gate', pause_reason = 'test'")
            var random = SeededGenerator(seed: 1)
            var trips = 0
            for _ in 0..<Self.kills {
                // The trip before may have been missed by the server that was killed.
                if try await rollouts.rollout(id, as: ops).rollbackDraft.preparedAt != nil {
                    try await Self.tripAgain(in: fleet)
                    trips += 1
                }
                let server = try await ServerProcess.start(on: fleet.path)
                defer { server.kill() }
                try await Task.sleep(for: .microseconds(Int.random(in: 0...120_000, using: &random)))
                server.kill()
                _ = try await server.end()
                let isPrepared = try await rollouts.rollout(id, as: ops).rollbackDraft.preparedAt != nil
                #expect(try await Self.events(in: fleet) == trips + (isPrepared ? 1 : 0))
            }
            let server = try await ServerProcess.start(on: fleet.path)
            defer { server.kill() }
            try await until { try await rollouts.rollout(id, as: ops).preparedRollback != nil }
            server.kill()
            _ = try await server.end()
            #expect(try await Self.events(in: fleet) == trips + 1)
            let prepared = try #require(try await rollouts.rollout(id, as: ops).preparedRollback)
            #expect(prepared.groups.map(\.devices) == [Self.devices + 1])
            print("\(Self.kills) kills, \(trips + 1) trips")
        }
    }

    private static func events(in fleet: CrashedFleet) async throws -> Int {
        try await DatabaseQueue.patient(path: fleet.path).read { connection in
            try Int.fetchOne(connection, sql: "SELECT COUNT(*) FROM events WHERE kind = 'rollback_prepared'") ?? 0
        }
    }

    private static func tripAgain(in fleet: CrashedFleet) async throws {
        try await DatabaseQueue.patient(path: fleet.path).write { connection in
            try connection.execute(sql: "UPDATE rollouts SET rollback_prepared_at = NULL, rollback_draft = NULL")
        }
    }
}
