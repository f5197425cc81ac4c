import Foundation
import GRDB
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// A server that takes rollouts from wave to wave, killed at any point of it; `SLIPWAY_ROLLOUT_KILLS` says how often.
@Suite("Rollouts, killed at any point", .serialized)
struct KilledRolloutTests {
    /// More than are settled in one transaction.
    private static let devices = 6_000
    /// One after the other: they leave little of a small machine to others.
    private static let fleets: UInt64 = 4
    private static let kills = ProcessInfo.processInfo.environment["SLIPWAY_ROLLOUT_KILLS"].flatMap { Int($0) } ?? 100

    @Test(.timeLimit(.minutes(kills > 100 ? 180 : 45)), arguments: 1...fleets)
    func `kills while devices are settled, formed and cleared lose none and take none twice`(
        seed: UInt64
    ) async throws {
        let wanted = Self.kills / Int(Self.fleets)
        try await CrashedFleet.with(deviceCount: 1) { fleet in
            try await DatabaseQueue.patient(path: fleet.path).write {
                try $0.execute(sql: RolloutLoss.moreDevices(Self.devices))
            }
            var random = SeededGenerator(seed: seed)
            var kills = (all: 0, inTransaction: 0)
            var rollout = try await Self.create(1, in: fleet)
            var created = 1
            while kills.all < wanted {
                let server = try await ServerProcess.start(on: fleet.path)
                defer { server.kill() }
                // A moment of its work, of which a transaction takes a good part.
                let moves = Int.random(in: 0...3, using: &random)
                for _ in 0..<moves {
                    let before = try Self.progress(fleet)
                    try await Self.interfere(with: rollout, in: fleet, using: &random)
                    try await until(every: .milliseconds(25)) {
                        let isFinal = try await Self.letPass(rollout, in: fleet)
                        return try Self.progress(fleet) != before || isFinal
                    }
                }
                try await Task.sleep(for: .microseconds(Int.random(in: 0...40_000, using: &random)))
                server.stop()
                kills.all += 1
                if try fleet.isLockedForWriting() { kills.inTransaction += 1 }
                server.kill()
                _ = try await server.end()
                #expect(try Self.loss(in: fleet, of: Self.devices + 1) == [])
                if try await fleet.services.rollouts.rollout(rollout, as: fleet.operatorPrincipal).status.isFinal {
                    created += 1
                    rollout = try await Self.create(created, in: fleet)
                }
            }
            _ = try await fleet.services.rollouts.cancel(rollout, reason: "enough", as: fleet.operatorPrincipal)
            let server = try await ServerProcess.start(on: fleet.path)
            defer { server.kill() }
            try await until { try await !fleet.hasOpenBatches() }
            try await until {
                try await fleet.services.rollouts.rollout(rollout, as: fleet.operatorPrincipal).status.isFinal
            }
            server.kill()
            _ = try await server.end()
            #expect(try Self.loss(in: fleet, of: Self.devices + 1) == [])
            #expect(try fleet.damage(deviceCount: Self.devices + 1) == [])
            print("\(kills.all) kills, \(kills.inTransaction) in a write transaction, \(created) rollouts")
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `the same checks find a device that was put into a batch and left among those that wait`() async throws {
        try await CrashedFleet.with(deviceCount: 60) { fleet in
            let request = RolloutRequest(
                name: "rollout", firmware: .version("2.0.0"), target: .organization("acme"), leavesOutCurrent: false,
                waves: [WavePlan(size: .count(20)), WavePlan(size: .share(1))])
            let rollout = try await fleet.services.rollouts.create(request, as: fleet.operatorPrincipal).rollout.id
            let server = try await ServerProcess.start(on: fleet.path)
            defer { server.kill() }
            let states = Set(UpdateBatchState.allCases)
            try await until {
                try await !fleet.services.repository.read { try $0.batches(of: rollout, in: states, limit: 1) }.isEmpty
            }
            server.kill()
            _ = try await server.end()
            #expect(try Self.loss(in: fleet, of: 60) == [])
            // As if the two were moved in transactions of their own, and the second never came.
            try await DatabaseQueue.patient(path: fleet.path).write { connection in
                try connection.execute(
                    sql: """
                        INSERT INTO rollout_targets (rollout_id, pool, rank, device_id)
                        SELECT b.rollout_id, 1, 0, bd.device_id
                        FROM update_batch_devices AS bd JOIN update_batches AS b ON b.id = bd.update_batch_id
                        LIMIT 1
                        """)
            }
            #expect(
                try Self.loss(in: fleet, of: 60) == [
                    "devices that are in a batch and wait for one of the same rollout: 1",
                    "frozen rollouts that go on and have lost devices, or won some: 1",
                ])
            #expect(try fleet.damage(deviceCount: 60).contains { $0.hasPrefix("rollout_targets") })
        }
    }

    /// Lets an open wave pass before its time, and cancels where nothing is left to be done.
    ///
    /// - Returns: whether the rollout has ended.
    private static func letPass(_ rollout: Rollout.ID, in fleet: CrashedFleet) async throws -> Bool {
        let (rollouts, ops) = (fleet.services.rollouts, fleet.operatorPrincipal)
        let view = try await rollouts.view(of: rollout, as: ops)
        if view.rollout.targets?.hasMore == false, view.rollout.counters.pending == 0 {
            _ = try? await rollouts.cancel(rollout, reason: "through", as: ops)
        } else if view.rollout.status == .paused {
            // One of the operator whose resumption found the database busy.
            _ = try? await rollouts.resume(rollout, as: ops)
        } else if let open = view.waves.first(where: { $0.wave.state == .open }), view.rollout.status == .inProgress {
            _ = try? await rollouts.advance(rollout, past: open.wave.id.number, reason: "on", as: ops)
        }
        return view.rollout.status.isFinal
    }

    /// Now and then an operator pauses and resumes, or cancels.
    private static func interfere(
        with rollout: Rollout.ID, in fleet: CrashedFleet, using random: inout SeededGenerator
    ) async throws {
        let (rollouts, ops) = (fleet.services.rollouts, fleet.operatorPrincipal)
        switch Int.random(in: 0..<20, using: &random) {
        case 0:
            _ = try? await rollouts.pause(rollout, reason: "wait", as: ops)
            _ = try? await rollouts.resume(rollout, as: ops)
        case 4: _ = try? await rollouts.exclude(rollout, try hardware("rev-3"), reason: "bad", as: ops)
        case 1...3: _ = try? await rollouts.cancel(rollout, reason: "wrong", as: ops)
        default: break
        }
    }

    private static func hardware(_ version: String) throws -> Filter {
        try Filter("hardware=\(version)", of: DeviceOrder.self)
    }

    private static func create(_ number: Int, in fleet: CrashedFleet) async throws -> Rollout.ID {
        let request = RolloutRequest(
            name: "rollout \(number)", firmware: .version("2.0.0"), target: .organization("acme"),
            leavesOutCurrent: false,
            waves: [WavePlan(size: .count(700)), WavePlan(size: .share(0.5)), WavePlan(size: .share(1))],
            requestID: "rollout-\(number)")
        return try await fleet.services.rollouts.create(request, as: fleet.operatorPrincipal).rollout.id
    }

    /// Changes with each step of a rollout.
    private static func progress(_ fleet: CrashedFleet) throws -> String {
        try DatabaseQueue.patient(path: fleet.path).read { connection in
            try String.fetchOne(
                connection,
                sql: """
                    SELECT MAX(id) || ' ' || SUM(n_targets) || ' ' || SUM(n_targets_left) || ' ' || SUM(n_total)
                      || ' ' || SUM(n_pending) || ' ' || SUM(n_failed) || ' ' || GROUP_CONCAT(status)
                    FROM rollouts
                    """) ?? ""
        }
    }

    /// What must hold at any moment, in words; empty where it does.
    private static func loss(in fleet: CrashedFleet, of devices: Int) throws -> [String] {
        try RolloutLoss.found(in: fleet, by: RolloutLoss.always + [balance(of: devices)])
    }

    private static func balance(of devices: Int) -> RolloutLoss.Rule {
        (
            "frozen rollouts that go on and have lost devices, or won some",
            """
            SELECT COUNT(*) FROM rollouts AS r
            WHERE r.plan IS NOT NULL AND r.frozen_at IS NOT NULL AND r.status IN ('pending', 'in_progress', 'paused')
              AND (SELECT COUNT(*) FROM rollout_targets WHERE rollout_id = r.id)
                + (SELECT COALESCE(SUM(n_total), 0) FROM update_batches WHERE rollout_id = r.id)
                + (SELECT COALESCE(SUM(n), 0) FROM rollout_exclusions
                  WHERE rollout_id = r.id AND reason_code = 'excluded') <> \(devices)
            """
        )
    }
}
