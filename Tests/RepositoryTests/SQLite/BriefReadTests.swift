import Foundation
import GRDB
import GRDBSQLite
import SlipwayCore
import TestSupport
import Testing

@testable import SQLiteRepository

/// What a device is answered from is read on the thread that answers it.
@Suite struct BriefReadTests {
    @Test func `a brief read wakes no other thread`() async throws {
        try await withFileRepository { repository, _ in
            let asking = "\(pthread_self())"
            let reading = try await repository.readBriefly { _ in "\(pthread_self())" }
            #expect(reading == asking)
        }
    }

    @Test func `the second check of a device prepares no statement`() async throws {
        try await withFileRepository { repository, _ in
            let devices = try await repository.write { transaction in
                try transaction.insertDevices(1, in: transaction.insertOrganization().id)
            }
            let uid = devices[0].deviceUID
            let check: @Sendable () async throws -> [String: UInt] = {
                try await repository.readBriefly { reader in
                    _ = try reader.checkContext(uid: uid)
                    return try #require(reader as? SQLiteTransaction).connection.preparedStatements
                }
            }
            _ = try await check()
            let second = try await check()
            #expect(second["BEGIN"] != nil && second["COMMIT"] != nil)
            #expect(try await check() == second)
        }
    }

    @Test func `what is locked is left to be read elsewhere`() async throws {
        try await withDatabaseFile { path, _ in
            let readers = SQLiteRepository.briefReaders(path)
            let count = try readers.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM devices") }
            #expect(count == 0)
            let locked = try readers.read { _ -> Int in throw DatabaseError(resultCode: .SQLITE_BUSY) }
            #expect(locked == nil)
            #expect(throws: DatabaseError.self) {
                _ = try readers.read { _ -> Int in throw DatabaseError(resultCode: .SQLITE_IOERR) }
            }
        }
    }

    @Test func `more reads than there are places are left to be done elsewhere`() async throws {
        try await withDatabaseFile { path, _ in
            let readers = SQLiteRepository.briefReaders(path)
            func read(below depth: Int) throws -> Int {
                try readers.read { _ in try read(below: depth + 1) } ?? depth
            }
            let depths = [try read(below: 0), try read(below: 0)]
            #expect(depths == [BriefReaders.limit, BriefReaders.limit])
        }
    }
}

extension Database {
    /// Where each is, by its text.
    fileprivate var preparedStatements: [String: UInt] {
        var found: [String: UInt] = [:]
        var statement = sqlite3_next_stmt(sqliteConnection, nil)
        while let current = statement {
            found[String(cString: sqlite3_sql(current))] = UInt(bitPattern: current)
            statement = sqlite3_next_stmt(sqliteConnection, current)
        }
        return found
    }
}
