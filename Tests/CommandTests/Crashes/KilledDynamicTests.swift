import Foundation
import GRDB
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// A server that lets later devices join a rollout, killed at any point of it; `SLIPWAY_ROLLOUT_KILLS` says how often.
@Suite("Later devices, killed at any point", .serialized)
struct KilledDynamicTests {
    /// More than are looked at in one transaction, together with those of the rounds before.
    private static let devicesARound = 900
    private static let kills = ProcessInfo.processInfo.environment["SLIPWAY_ROLLOUT_KILLS"].flatMap { Int($0) } ?? 20

    @Test(.timeLimit(.minutes(kills > 100 ? 60 : 15)))
    func `kills while later devices join lose none and take none twice`() async throws {
        try await CrashedFleet.with(deviceCount: 1) { fleet in
            let (rollouts, ops) = (fleet.services.rollouts, fleet.operatorPrincipal)
            let request = RolloutRequest(
                name: "rollout", firmware: .version("2.0.0"), target: .organization("acme"), isDynamic: true,
                waves: [WavePlan(size: .share(1))], maximumInFlight: 100_000)
            let id = try await rollouts.create(request, as: ops).rollout.id
            var random = SeededGenerator(seed: 1)
            var (killed, inTransaction, devices) = (0, 0, 1)
            while killed < Self.kills {
                try await Self.addDevices(from: devices, in: fleet)
                devices += Self.devicesARound
                let server = try await ServerProcess.start(on: fleet.path)
                defer { server.kill() }
                try await Task.sleep(for: .microseconds(Int.random(in: 0...300_000, using: &random)))
                server.stop()
                killed += 1
                if try fleet.isLockedForWriting() { inTransaction += 1 }
                server.kill()
                _ = try await server.end()
                #expect(try RolloutLoss.found(in: fleet, by: RolloutLoss.always + Self.ofLaterDevices) == [])
            }
            try await Self.lookNow(in: fleet)
            let server = try await ServerProcess.start(on: fleet.path)
            defer { server.kill() }
            let all = devices
            try await until { try await rollouts.rollout(id, as: ops).counters.initiated == all }
            let targets = try #require(try await rollouts.rollout(id, as: ops).targets)
            #expect(targets.total == all && targets.left == 0 && targets.takesLater)
            let finished = try await rollouts.finish(id, as: ops)
            #expect(finished.targets?.isFrozen == true)
            server.kill()
            _ = try await server.end()
            #expect(try RolloutLoss.found(in: fleet, by: RolloutLoss.always + Self.ofLaterDevices) == [])
            #expect(try fleet.damage(deviceCount: all) == [])
            print("\(killed) kills, \(inTransaction) in a write transaction, \(all) devices")
        }
    }

    /// Later devices, and a look at once.
    private static func addDevices(from first: Int, in fleet: CrashedFleet) async throws {
        try await DatabaseQueue.patient(path: fleet.path).write { connection in
            try connection.execute(
                sql: """
                    WITH RECURSIVE number (n) AS (
                      SELECT \(first) UNION ALL SELECT n + 1 FROM number WHERE n < \(first + devicesARound - 1))
                    INSERT INTO devices (
                      device_uid, serial_number, organization_id, organization_name, hardware_version, created_at,
                      updated_at)
                    SELECT 'later-' || n, 'serial-' || n, o.id, o.name, 'rev-a', o.created_at, o.created_at
                    FROM number CROSS JOIN organizations AS o
                    """)
        }
        try await lookNow(in: fleet)
    }

    private static func lookNow(in fleet: CrashedFleet) async throws {
        try await DatabaseQueue.patient(path: fleet.path).write { connection in
            try connection.execute(sql: "UPDATE rollouts SET next_walk_at = 0 WHERE next_walk_at IS NOT NULL")
        }
    }

    private static let ofLaterDevices: [RolloutLoss.Rule] = [
        (
            "devices that wait for one rollout twice",
            """
            SELECT COUNT(*) FROM (
              SELECT 1 FROM rollout_targets GROUP BY rollout_id, device_id HAVING COUNT(*) > 1)
            """
        ),
        (
            "rollouts that have lost devices, or won some",
            """
            SELECT COUNT(*) FROM rollouts AS r
            WHERE r.n_targets_left <> (SELECT COUNT(*) FROM rollout_targets WHERE rollout_id = r.id)
              OR r.n_targets - r.n_targets_left
                <> (SELECT COALESCE(SUM(n_total), 0) FROM update_batches WHERE rollout_id = r.id)
            """
        ),
        (
            "last waves that are not of the size of their rollout",
            """
            SELECT COUNT(*) FROM rollouts AS r
            WHERE r.n_later IS NOT NULL
              AND r.n_targets <> (SELECT MAX(size_to) FROM rollout_waves WHERE rollout_id = r.id)
            """
        ),
    ]
}
