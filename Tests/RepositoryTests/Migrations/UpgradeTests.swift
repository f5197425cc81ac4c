import PostgresRepository
import SQLiteRepository
import SlipwayCore
import TestSupport
import Testing

/// Databases as the frozen text of older programs made them, with rows of every kind.
@Suite struct UpgradeTests {
    @Test(arguments: 1...SQLiteRepository.releasedMigrations.count)
    func `an older file becomes what a new program makes, and keeps its rows`(count: Int) async throws {
        try await withDatabaseFile { newest, clock in
            let repository = try SQLiteRepository.open(path: newest, clock: { clock.now })
            try await DatabaseWorld(repository, clock: clock).fillEveryTable()
            let old = newest + ".old"
            try SQLiteRepository.makeOlderFile(at: old, migrations: count)
            let copied = try SQLiteContent.copyRows(from: newest, to: old)

            let report = try SQLiteRepository.migrate(path: old)
            #expect(report == Self.report(of: SQLiteRepository.releasedMigrations.map(\.name), after: count))
            #expect(try SQLiteContent.schema(of: old) == SQLiteContent.schema(of: newest))
            for table in copied {
                let rows = try SQLiteContent.rows(of: table, in: old)
                #expect(try !rows.isEmpty && rows == SQLiteContent.rows(of: table, in: newest), "\(table.name)")
            }
            #expect(try CounterRecount.differences(inFileAt: old) == [])
        }
    }

    @Test(arguments: 1...PostgresRepository.releasedMigrations.count)
    func `an older PostgreSQL becomes what a new program makes, and keeps its rows`(count: Int) async throws {
        try await withPostgres { repository, clock, database in
            try await DatabaseWorld(repository, clock: clock, console: database.console).fillEveryTable()
            try await database.console.run("ALTER SCHEMA public RENAME TO filled")
            try await database.makeOlder(migrations: count)
            let copied = try await PostgresContent.copyRows(from: "filled", on: database.console)

            let report = try await PostgresRepository.migrate(database.location(), logger: .quiet)
            #expect(report == Self.report(of: PostgresRepository.releasedMigrations.map(\.name), after: count))
            for table in copied {
                let rows = try await PostgresContent.rows(of: table, in: "public", on: database.console)
                let filled = try await PostgresContent.rows(of: table, in: "filled", on: database.console)
                #expect(!rows.isEmpty && rows == filled, "\(table.name)")
            }
            #expect(try await CounterRecount.differences(in: database.console) == [])
            try await PostgresCluster.shared.withDatabase { fresh in
                try await fresh.makeOlder(migrations: 0)
                try await PostgresRepository.migrate(fresh.location(), logger: .quiet)
                let expected = try await fresh.server.schema(of: fresh.name)
                #expect(expected.contains("CREATE TABLE public.devices"))
                #expect(try await database.server.schema(of: database.name) == expected)
            }
        }
    }

    private static func report(of names: [String], after count: Int) -> MigrationReport {
        MigrationReport(applied: Array(names.dropFirst(count)))
    }
}
