import SlipwayCore
import TestSupport
import Testing

@testable import PostgresRepository

@Suite struct PostgresMigrationTests {
    private static let names = PostgresRepository.releasedMigrations.map(\.name)

    @Test func `a database is made ready once, whoever else tries at the same time`() async throws {
        try await withEmptyDatabase { database in
            let location = try database.location()
            let before = try await PostgresRepository.migrations(location, logger: .quiet)
            #expect(before.map(\.isApplied) == Self.names.map { _ in false })
            let applied = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<4 {
                    group.addTask { try await PostgresRepository.migrate(location, logger: .quiet).applied }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(applied.filter { !$0.isEmpty } == [Self.names])
            #expect(try await PostgresRepository.migrate(location, logger: .quiet) == MigrationReport(applied: []))
            let after = try await PostgresRepository.migrations(location, logger: .quiet)
            #expect(after.map(\.isApplied) == Self.names.map { _ in true })
        }
    }

    @Test func `a database without a schema is not worked on`() async throws {
        try await withEmptyDatabase { database in
            let address = try database.location().description
            await #expect(throws: SlipwayError.schemaMissing(address)) { try await database.open(clock: nil) }
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

    @Test func `a schema of a newer program is refused by its name, and connections that stand go on`() async throws {
        try await withPostgres { repository, _, database in
            try await database.console.run(
                """
                INSERT INTO schema_migrations VALUES (9999, '9999 from the future');
                UPDATE settings SET value = '9999' WHERE key = 'schema_compatible_since'
                """)
            let location = try database.location()
            let expected = SlipwayError.schemaNewer(found: "9999 from the future")
            await #expect(throws: expected) { try await database.open(clock: nil) }
            await #expect(throws: expected) { try await PostgresRepository.migrate(location, logger: .quiet) }
            #expect(try await repository.write { try $0.insertOrganization() }.name == "acme")
        }
    }

    @Test func `a schema that a newer program has only expanded is worked on, and migrated by that program alone`()
        async throws
    {
        try await withPostgres { _, _, database in
            try await database.console.run("INSERT INTO schema_migrations VALUES (9999, '9999 from the future')")
            let opened = try await database.open(clock: nil)
            #expect(try await opened.write { try $0.insertOrganization() }.name == "acme")
            let location = try database.location()
            let expected = SlipwayError.schemaNewer(found: "9999 from the future")
            await #expect(throws: expected) { try await PostgresRepository.migrate(location, logger: .quiet) }
            await #expect(throws: expected) { try await PostgresRepository.migrations(location, logger: .quiet) }
            for unknown in ["DELETE FROM settings", "INSERT INTO settings VALUES ('schema_compatible_since', 'soon')"] {
                try await database.console.run(unknown)
                await #expect(throws: expected) { try await database.open(clock: nil) }
            }
        }
    }

    @Test func `a halt that a server of the release before ends leaves no reach to the next one`() async throws {
        try await withPostgres { repository, _, database in
            let halted = try await repository.write { transaction in
                var organization = try transaction.insertOrganization(halted: true)
                organization.haltReach = .organization
                try transaction.update(organization)
                return try transaction.organization(organization.id)
            }
            #expect(halted?.haltReach == .organization)
            for value in ["false", "true"] {
                try await database.console.run("UPDATE organizations SET halted = \(value)")
            }
            let again = try await repository.read { try $0.organization(named: "acme") }
            #expect(again?.halted == true && again?.haltReach == nil)
        }
    }

    private func withEmptyDatabase(_ body: (PostgresDatabase) async throws -> Void) async throws {
        try await withPostgres { _, _, database in
            try await database.console.run("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            try await body(database)
        }
    }
}
