import Foundation
import GRDB
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// A server that brings devices back, killed at any point of it; `SLIPWAY_ROLLOUT_KILLS` says how often.
@Suite("The way back, killed at any point", .serialized)
struct KilledRollbackTests {
    /// More than are settled in one transaction.
    private static let devices = 6_000
    private static let kills =
        ProcessInfo.processInfo.environment["SLIPWAY_ROLLOUT_KILLS"].flatMap { Int($0) } ?? 25

    @Test(.timeLimit(.minutes(kills > 100 ? 60 : 15)))
    func `kills while devices are brought back lose none and bring none back twice`() async throws {
        try await CrashedFleet.with(deviceCount: 1) { fleet in
            let (rollouts, ops) = (fleet.services.rollouts, fleet.operatorPrincipal)
            let left = try await fleet.rolledOut(toMore: Self.devices, ending: "status = 'completed'")
            var random = SeededGenerator(seed: 1)
            var back = try await Self.rollBack(left, in: fleet)
            var (killed, inTransaction, rounds) = (0, 0, 1)
            while killed < Self.kills {
                let server = try await ServerProcess.start(on: fleet.path)
                defer { server.kill() }
                try await Task.sleep(for: .microseconds(Int.random(in: 0...400_000, using: &random)))
                server.stop()
                killed += 1
                if try fleet.isLockedForWriting() { inTransaction += 1 }
                server.kill()
                _ = try await server.end()
                #expect(try Self.loss(in: fleet) == [])
                // Once each device is offered its own release again, another way back begins: none of them answers.
                let rollout = try await rollouts.rollout(back, as: ops)
                if rollout.targets?.hasMore == false, rollout.counters.pending == 0 {
                    _ = try await rollouts.cancel(back, reason: "through", as: ops)
                    back = try await Self.rollBack(left, in: fleet)
                    rounds += 1
                }
            }
            let server = try await ServerProcess.start(on: fleet.path)
            defer { server.kill() }
            try await until {
                try await rollouts.rollout(back, as: ops).counters.initiated == Self.devices + 1
            }
            server.kill()
            _ = try await server.end()
            #expect(try Self.loss(in: fleet) == [])
            #expect(try fleet.damage(deviceCount: Self.devices + 1) == [])
            print("\(killed) kills, \(inTransaction) in a write transaction, \(rounds) ways back")
        }
    }

    private static func rollBack(_ left: Rollout.ID, in fleet: CrashedFleet) async throws -> Rollout.ID {
        let rollback = try await fleet.services.rollouts.rollBack(left, reason: "bad", as: fleet.operatorPrincipal)
        #expect(rollback.groups.map(\.devices) == [devices + 1])
        #expect(!rollback.wasRepeat)
        return try #require(rollback.groups.first?.rollout).id
    }

    /// What must hold at any moment, in words; empty where it does.
    private static func loss(in fleet: CrashedFleet) throws -> [String] {
        try RolloutLoss.found(in: fleet, by: RolloutLoss.always + ofWaysBack)
    }

    private static let ofWaysBack: [RolloutLoss.Rule] = [
        (
            "devices that wait for one rollout twice",
            """
            SELECT COUNT(*) FROM (
              SELECT 1 FROM rollout_targets GROUP BY rollout_id, device_id HAVING COUNT(*) > 1)
            """
        ),
        (
            "ways back that are settled, and have lost devices or won some",
            """
            SELECT COUNT(*) FROM rollouts AS r
            WHERE r.rollback_of IS NOT NULL AND r.frozen_at IS NOT NULL
              AND r.status IN ('pending', 'in_progress', 'paused')
              AND (SELECT COUNT(*) FROM rollout_targets WHERE rollout_id = r.id)
                + (SELECT COALESCE(SUM(n_total), 0) FROM update_batches WHERE rollout_id = r.id) <> \(devices + 1)
            """
        ),
        (
            "ways back that are open beside another one",
            """
            SELECT MAX(COUNT(*) - 1, 0) FROM rollouts
            WHERE rollback_of IS NOT NULL AND status IN ('pending', 'in_progress', 'paused', 'cancelling')
            """
        ),
    ]
}
