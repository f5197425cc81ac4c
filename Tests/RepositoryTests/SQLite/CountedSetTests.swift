import GRDB
import SlipwayCore
import TestSupport
import Testing

@testable import SQLiteRepository

/// What `0009 set counting` is for, and what it relies on.
@Suite struct CountedSetTests {
    @Test func `a further device of a batch writes its own rows and no figure`() async throws {
        let (few, many) = (try await Self.changes(ofStarting: 5), try await Self.changes(ofStarting: 25))
        // In the batch, its session, and that it is initiated.
        #expect(many - few == 20 * 3)
    }

    @Test func `what was not counted is not committed`() async throws {
        try await withFileRepository { repository, clock in
            let started = try await DatabaseWorld(repository, clock: clock).startedBatch()
            let error = await #expect(throws: DatabaseError.self) {
                try await repository.database.write { connection in
                    try connection.execute(
                        sql: """
                            INSERT INTO counted_sets (
                              update_batch_id, last_id, n_total, n_pending, n_initiated, n_succeeded, n_failed)
                            VALUES (?, 0, 0, 0, 0, 0, 0)
                            """, arguments: [started.batch.id.rawValue])
                }
            }
            #expect(error?.resultCode == .SQLITE_CONSTRAINT)
            let left = try await repository.database.read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM counted_sets")
            }
            #expect(left == 0)
        }
    }

    private static func changes(ofStarting count: Int) async throws -> Int {
        try await withFileRepository { repository, _ in
            try await repository.write { transaction in
                let organization = try transaction.insertOrganization()
                let devices = try transaction.insertDevices(count, in: organization.id)
                let release = try transaction.insertRelease()
                let connection = try #require(transaction as? SQLiteTransaction).connection
                let before = connection.totalChangesCount
                let batch = try transaction.insertBatch(of: devices, firmware: release.id)
                _ = try transaction.startBatch(batch)
                return connection.totalChangesCount - before
            }
        }
    }
}
