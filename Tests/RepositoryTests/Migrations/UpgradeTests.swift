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

    @Test func `a device that an older server moves while places are made has one, and so has the next`() async throws {
        try await withPostgres { repository, clock, database in
            let world = DatabaseWorld(repository, clock: clock, console: database.console)
            let started = try await world.startedBatch(devices: 3)
            try await world.write { try $0.step(started.sessions[0], to: .acknowledged) }
            try await database.console.run("ALTER SCHEMA public RENAME TO filled")
            try await database.makeOlder(migrations: 11)
            _ = try await PostgresContent.copyRows(from: "filled", on: database.console)

            let older = PostgresConsole(database.server.connectionInfo(database: database.name))
            let move = { (session: Int) in
                _ = try await older.run(
                    """
                    UPDATE update_sessions SET update_status = 'acknowledged', state_since = now()
                    WHERE session_id = '\(started.sessions[session])'
                    """)
            }
            try await older.run("BEGIN")
            try await move(1)
            async let report = PostgresRepository.migrate(database.location(), logger: .quiet)
            try await until {
                try await database.console.run(
                    """
                    SELECT count(*) FROM pg_locks
                    WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                    """) != [["0"]]
            }
            try await older.run("COMMIT")
            #expect(try await report.applied.first == "0012 places")
            try await move(2)
            let places = try await database.console.run("SELECT shard, places, taken FROM rollout_places")
            #expect(places == [["0", "100", "3"]])
            #expect(try await CounterRecount.differences(in: database.console) == [])
        }
    }

    private static func report(of names: [String], after count: Int) -> MigrationReport {
        MigrationReport(applied: Array(names.dropFirst(count)))
    }
}
