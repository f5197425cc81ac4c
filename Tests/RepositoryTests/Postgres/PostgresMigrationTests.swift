import SlipwayCore
import TestSupport
import Testing

@testable import PostgresRepository

@Suite struct PostgresMigrationTests {
    private static let names = SchemaMigration.all.map(\.name)

    @Test func `a database is made ready once, whoever else tries at the same time`() async throws {
        try await withEmptyDatabase { database in
            let location = try database.location()
            let before = try await PostgresRepository.migrations(location, logger: .quiet)
            #expect(before.map(\.isApplied) == [false, false, false])
            let applied = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<4 { group.addTask { try await PostgresRepository.migrate(location, logger: .quiet) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(applied.filter { !$0.isEmpty } == [Self.names])
            #expect(try await PostgresRepository.migrate(location, logger: .quiet) == [])
            let after = try await PostgresRepository.migrations(location, logger: .quiet)
            #expect(after.map(\.isApplied) == [true, true, true])
        }
    }

    @Test func `a database without a schema is not worked on`() async throws {
        try await withEmptyDatabase { database in
            let place = try database.location().description
            await #expect(throws: SlipwayError.schemaMissing(place)) { try await database.open(clock: nil) }
        }
    }

    @Test func `tables of somebody else are left alone`() async throws {
        try await withEmptyDatabase { database in
            try await database.console.run("CREATE TABLE invoices (id integer)")
            let location = try database.location()
            let expected = SlipwayError.notADatabase(location.description)
            await #expect(throws: expected) { try await PostgresRepository.migrate(location, logger: .quiet) }
            await #expect(throws: expected) { try await database.open(clock: nil) }
            let tables = try await database.console.run("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            #expect(tables == [["invoices"]])
        }
    }

    @Test func `a schema of a newer program is refused by its name`() async throws {
        try await withPostgres { _, _, database in
            try await database.console.run("INSERT INTO schema_migrations VALUES (9999, '9999 from the future')")
            let location = try database.location()
            let expected = SlipwayError.schemaNewer(found: "9999 from the future")
            await #expect(throws: expected) { try await database.open(clock: nil) }
            await #expect(throws: expected) { try await PostgresRepository.migrate(location, logger: .quiet) }
        }
    }

    private func withEmptyDatabase(_ body: (PostgresDatabase) async throws -> Void) async throws {
        try await withPostgres { _, _, database in
            try await database.console.run("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            try await body(database)
        }
    }
}
