import Foundation
import GRDB
import SlipwayCore
import TestSupport
import Testing

@testable import SQLiteRepository

@Suite struct OpeningTests {
    @Test func `a missing file is not made by opening it`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "none.db").path
            #expect(throws: SlipwayError.databaseNotFound(path)) { try Self.open(path) }
            #expect(throws: SlipwayError.databaseNotFound(path)) { try SQLiteRepository.migrations(path: path) }
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test func `an empty file has no schema, and is ours to fill`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "empty.db").path
            try Data().write(to: URL(filePath: path))
            #expect(throws: SlipwayError.schemaMissing(path)) { try Self.open(path) }
            #expect(try SQLiteRepository.migrations(path: path).allSatisfy { !$0.isApplied })
            let applied = SQLiteRepository.releasedMigrations.map(\.name)
            #expect(try SQLiteRepository.migrate(path: path) == MigrationReport(applied: applied))
            #expect(try SQLiteRepository.migrate(path: path) == MigrationReport(applied: []))
            #expect(try SQLiteRepository.migrations(path: path).allSatisfy(\.isApplied))
            _ = try Self.open(path)
        }
    }

    @Test func `a new file and its journals are their owner's alone, and an older file keeps its permissions`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "new.db").path
            try SQLiteRepository.migrate(path: path)
            let repository = try Self.open(path)
            func permissions(_ suffix: String) throws -> Int? {
                try FileManager.default.attributesOfItem(atPath: path + suffix)[.posixPermissions] as? Int
            }
            for suffix in ["", "-wal", "-shm"] { #expect(try permissions(suffix) == 0o600, "\(suffix)") }
            _ = try await repository.read { $0.now }
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
            try SQLiteRepository.migrate(path: path)
            #expect(try permissions("") == 0o640)
        }
    }

    @Test(arguments: ["plain text that is long enough to be no database", "SQLite format 3"])
    func `a file that is no database is refused and left as it is`(content: String) async throws {
        try await withTemporaryFolder { folder in
            let url = folder.appending(path: "notes.txt")
            let bytes = Data(String(repeating: content + "\n", count: 100).utf8)
            try bytes.write(to: url)
            #expect(throws: SlipwayError.notADatabase(url.path)) { try Self.open(url.path) }
            #expect(throws: SlipwayError.notADatabase(url.path)) { try SQLiteRepository.migrate(path: url.path) }
            #expect(try Data(contentsOf: url) == bytes)
        }
    }

    @Test func `somebody else's database is refused and left as it is`() async throws {
        try await withTemporaryFolder { folder in
            let url = folder.appending(path: "addresses.db")
            try Self.withQueue(url.path) { try $0.execute(sql: "CREATE TABLE addresses (name TEXT)") }
            let bytes = try Data(contentsOf: url)
            #expect(throws: SlipwayError.notADatabase(url.path)) { try Self.open(url.path) }
            #expect(throws: SlipwayError.notADatabase(url.path)) { try SQLiteRepository.migrate(path: url.path) }
            #expect(try Data(contentsOf: url) == bytes)
        }
    }

    @Test func `a file with migrations that this program does not know is refused`() async throws {
        try await withDatabaseFile { path, _ in
            try Self.withQueue(path) {
                try $0.execute(sql: "INSERT INTO schema_migrations (number, name) VALUES (99, '0099 waves')")
            }
            let expected = SlipwayError.schemaNewer(found: "0099 waves")
            #expect(throws: expected) { try Self.open(path) }
            #expect(throws: expected) { try SQLiteRepository.migrate(path: path) }
            #expect(throws: expected) { try SQLiteRepository.migrations(path: path) }
        }
    }

    @Test func `a folder cannot be opened`() async throws {
        try await withTemporaryFolder { folder in
            #expect(throws: SlipwayError.databaseUnavailable("the file cannot be opened")) {
                try Self.open(folder.path)
            }
        }
    }

    @Test func `a file that is opened for reading only is read and not written`() async throws {
        try await withDatabaseFile { path, clock in
            let writer = try Self.open(path)
            let reader = try SQLiteRepository.open(path: path, clock: { clock.now }, mode: .readOnly, readers: 1)
            let before = try await reader.read { try $0.changeMark() }
            _ = try await writer.write { try $0.insertOrganization() }
            #expect(try await reader.read { try $0.organization(named: "acme")?.name } == "acme")
            #expect(try await reader.read { try $0.changeMark() } != before)
            #expect(try await writer.read { try $0.access() } == .full)
            #expect(try await reader.read { try $0.access() } == .closed)
            await #expect(throws: SlipwayError.databaseReadOnly) {
                try await reader.write { try $0.insertOrganization(name: "other") }
            }
        }
    }

    @Test(arguments: [(SQLiteRepository.Durability.full, 2), (.normal, 1)])
    func `a commit is as durable as was asked`(durability: SQLiteRepository.Durability, level: Int) async throws {
        try await withDatabaseFile { path, clock in
            let repository = try SQLiteRepository.open(path: path, clock: { clock.now }, durability: durability)
            let pragmas = try await repository.database.write { connection in
                try ["synchronous", "foreign_keys"].map { try Int.fetchOne(connection, sql: "PRAGMA \($0)") }
            }
            #expect(pragmas == [level, 1])
            let mode = try await repository.database.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
            #expect(mode == "wal")
        }
    }

    @Test func `many may migrate one file at once, and one of them does`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "new.db").path
            let ran = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<6 { group.addTask { try SQLiteRepository.migrate(path: path).applied } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(ran == SQLiteRepository.releasedMigrations.map(\.name))
            #expect(try CounterRecount.differences(inFileAt: path) == [])
        }
    }

    static func open(_ path: String) throws -> SQLiteRepository {
        try SQLiteRepository.open(path: path, clock: { .example }, readers: 1)
    }

    private static func withQueue(_ path: String, _ body: (Database) throws -> Void) throws {
        let queue = try DatabaseQueue.patient(path: path)
        try queue.writeWithoutTransaction(body)
        try queue.close()
    }
}
