import Foundation
import GRDB
import SlipwayCore
import Testing
import TestSupport

@Suite("Killed at any point", .serialized)
struct CrashTests {
    @Test(.timeLimit(.minutes(15)))
    func `a hundred kills lose no device, double no session, and every batch ends`() async throws {
        let deviceCount = 300
        try await CrashedFleet.with(deviceCount: deviceCount) { fleet in
            var random = SeededGenerator(seed: 20_261_123)
            var kills = (all: 0, inTransaction: 0)
            var batches = 0
            while kills.all < 100 || kills.inTransaction < 20 {
                try #require(kills.all < 400, "too few kills fell into a write transaction")
                batches += 1
                try await fleet.createBatchIfIdle(batches)
                let before = try await fleet.latestEvent()
                let processes = try [Self.worker(fleet), Self.devices(fleet)]
                defer { for process in processes { process.kill() } }
                let target = before + Int64.random(in: 1...40, using: &random)
                try await until {
                    guard try await fleet.latestEvent() < target else { return true }
                    return try await !fleet.hasOpenBatches()
                }
                // Stopped first, so that whether a transaction is open at the kill can be seen.
                for process in processes { process.stop() }
                kills.all += 1
                if try fleet.isLockedForWriting() { kills.inTransaction += 1 }
                for process in processes { process.kill() }
                for process in processes { _ = try await process.outcome() }
            }
            let processes = try [Self.worker(fleet), Self.devices(fleet)]
            defer { for process in processes { process.kill() } }
            try await until { try await !fleet.hasOpenBatches() }
            for process in processes { process.kill() }
            for process in processes { _ = try await process.outcome() }
            // Named first, so that a failure prints it.
            let damage = try fleet.damage(deviceCount: deviceCount)
            #expect(damage == [])
            #expect(kills.inTransaction >= 20)
            print("\(kills.all) kills, \(kills.inTransaction) in a write transaction, \(batches) rounds")
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `the same checks find a transition that is split into two transactions`() async throws {
        let deviceCount = 200
        try await CrashedFleet.with(deviceCount: deviceCount) { fleet in
            try await fleet.createBatchIfIdle(1)
            let worker = try Self.worker(fleet)
            defer { worker.kill() }
            try await until { try await fleet.hasStartedBatch() }
            worker.kill()
            _ = try await worker.outcome()
            var damage: [String] = []
            for _ in 0..<50 where damage.isEmpty {
                let before = try Self.completed(fleet)
                try await ChildProcess.with(
                    "/usr/bin/sqlite3", ["-bail", fleet.path], input: Self.splitTransitions
                ) { shell in
                    while try Self.completed(fleet) <= before { try Task.checkCancellation() }
                    shell.kill()
                    _ = try await shell.outcome()
                }
                damage = try fleet.damage(deviceCount: deviceCount).filter { $0.hasPrefix("ended sessions") }
            }
            #expect(damage == ["ended sessions whose device is still initiated: 1"])
        }
    }

    private static func worker(_ fleet: CrashedFleet) throws -> ChildProcess {
        try ChildProcess.start(BuiltProgram.path, ["serve", "--database", fleet.path, "--listen", "127.0.0.1:0"])
    }

    private static func devices(_ fleet: CrashedFleet) throws -> ChildProcess {
        try ChildProcess.start(
            BuiltProgram.path,
            [
                "simulate", "--database", fleet.path, "--seed", "7", "--failure-rate", "0.1", "--silent-rate", "0",
                "--fast",
            ])
    }

    private static func completed(_ fleet: CrashedFleet) throws -> Int {
        try DatabaseQueue.patient(path: fleet.path).read { connection in
            try Int.fetchOne(
                connection, sql: "SELECT count(*) FROM update_sessions WHERE update_status = 'completed'") ?? 0
        }
    }

    /// What a careless programmer would do: the session in one transaction, the device of the batch in the next.
    private static let splitTransitions = String(
        repeating: """
            PRAGMA busy_timeout = 10000;
            UPDATE update_sessions SET update_status = 'completed', completed_at = started_at, deadline_at = NULL
            WHERE id = (SELECT min(id) FROM update_sessions WHERE update_status = 'initiated');
            UPDATE update_batch_devices SET status = 'succeeded'
            WHERE update_session_id = (
              SELECT session_id FROM update_sessions WHERE update_status = 'completed' ORDER BY id DESC LIMIT 1);

            """, count: 200)
}
