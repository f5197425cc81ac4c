import GRDB
import PostgresRepository
import SQLiteRepository
import SlipwayCore
import TestSupport
import Testing

/// Upgrades of databases that an operator altered by hand.
@Suite struct AlteredSchemaTests {
    @Test func `what was added to a file is kept and named`() async throws {
        try await withOlderFile { path, execute in
            try execute(
                """
                CREATE INDEX devices_by_hardware ON devices (hardware_version);
                CREATE TABLE notes (id INTEGER PRIMARY KEY, note TEXT);
                CREATE INDEX notes_by_note ON notes (note);
                CREATE TRIGGER noted AFTER INSERT ON workers BEGIN INSERT INTO notes (note) VALUES (NEW.name); END;
                CREATE VIEW fleet AS SELECT device_uid FROM devices
                """)
            let added = ["index devices_by_hardware", "table notes", "trigger noted", "view fleet"]
            #expect(
                try SQLiteRepository.migrate(path: path)
                    == MigrationReport(
                        applied: MigrationNames.sqlite(after: 1),
                        kept: added))
            #expect(try SQLiteRepository.migrate(path: path) == MigrationReport(applied: [], kept: added))
            let names = try SQLiteContent.schema(of: path).joined(separator: "\n")
            for name in ["devices_by_hardware", "notes_by_note", "noted", "fleet"] { #expect(names.contains(name)) }
        }
    }

    @Test func `every object of ours that was altered in a file is refused, and nothing has changed`() async throws {
        try await withOlderFile { path, execute in
            try execute(
                """
                DROP INDEX devices_by_heartbeat;
                DROP TRIGGER devices_moved;
                ALTER TABLE devices ADD COLUMN note TEXT;
                DROP INDEX update_sessions_one_active;
                CREATE INDEX update_sessions_one_active ON update_sessions (device_id);
                CREATE VIEW counter_differences AS SELECT 1;
                CREATE TABLE Update_Sessions_By_Status (id INTEGER)
                """)
            let before = try SQLiteContent.schema(of: path)
            #expect(
                throws: SlipwayError.schemaAltered([
                    .missing("index devices_by_heartbeat"), .missing("trigger devices_moved"),
                    .changed("index update_sessions_one_active"), .changed("table devices"),
                    .nameTaken("table Update_Sessions_By_Status"), .nameTaken("view counter_differences"),
                ])
            ) { try SQLiteRepository.migrate(path: path) }
            #expect(try SQLiteContent.schema(of: path) == before)
            #expect(try SQLiteRepository.migrations(path: path).map(\.isApplied).prefix(2) == [true, false])
        }
    }

    @Test func `what was put back in other words is as it was`() async throws {
        try await withOlderFile { path, execute in
            try execute(
                """
                DROP INDEX rollouts_ended;
                create index "rollouts_ended" on rollouts(id)
                  where status in ('cancelled','completed','failed')
                """)
            #expect(try SQLiteRepository.migrate(path: path).kept == [])
        }
    }

    @Test func `a file that lost the record of its migrations is refused by that name`() async throws {
        for (statement, fault) in [
            ("DROP TABLE schema_migrations", SchemaFault.missing("table schema_migrations")),
            ("DELETE FROM schema_migrations", .changed("table schema_migrations")),
        ] {
            try await withOlderFile { path, execute in
                try execute(statement)
                #expect(throws: SlipwayError.schemaAltered([fault])) { try SQLiteRepository.migrate(path: path) }
            }
        }
    }

    @Test func `an altered file that needs no upgrade is worked on, and the alteration is told`() async throws {
        try await withDatabaseFile { path, clock in
            try await SQLiteRepository.open(path: path, clock: { clock.now }).execute("DROP INDEX workers_by_heartbeat")
            let report = try SQLiteRepository.migrate(path: path)
            #expect(report == MigrationReport(applied: [], faults: [.missing("index workers_by_heartbeat")]))
            _ = try SQLiteRepository.open(path: path, clock: { clock.now })
        }
    }

    @Test func `what was added to a PostgreSQL is kept and named, grants too`() async throws {
        try await withOlderPostgres { database, migrate in
            let login = try await PostgresLogin.make("grafana", on: database)
            try await database.console.run(
                """
                CREATE INDEX devices_by_hardware ON devices (hardware_version);
                CREATE TABLE notes (id serial PRIMARY KEY, note text UNIQUE);
                CREATE INDEX notes_by_note ON notes (note);
                CREATE TYPE mood AS ENUM ('good');
                CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                CREATE TRIGGER noted AFTER INSERT ON workers FOR EACH ROW EXECUTE FUNCTION noted();
                CREATE VIEW fleet AS SELECT device_uid FROM devices;
                GRANT USAGE ON SCHEMA public TO \(login.name);
                GRANT SELECT ON devices, events TO \(login.name);
                GRANT SELECT (name) ON workers TO PUBLIC;
                CREATE EXTENSION pg_stat_statements;
                ALTER TABLE events SET (autovacuum_vacuum_scale_factor = 0.5)
                """)
            let report = try await migrate()
            #expect(
                report
                    == MigrationReport(
                        applied: MigrationNames.postgres(after: 1),
                        kept: [
                            "function noted()", "index devices_by_hardware", "table notes",
                            "trigger noted on workers", "type mood", "view fleet", "grants to PUBLIC on workers",
                            "grants to \(login.name) on devices, events",
                        ]))
            #expect(try await migrate() == MigrationReport(applied: [], kept: report.kept))
            #expect(try await login.console.run("SELECT count(*) FROM devices") == [["0"]])
        }
    }

    @Test func `our own roles are no additions`() async throws {
        try await withPostgres { _, _, database in
            for roles in [DatabaseRoles.standard, nil] {
                let report = try await PostgresRepository.migrate(database.location(), making: roles, logger: .quiet)
                #expect(report == MigrationReport(applied: []))
            }
        }
    }

    @Test func `every object of ours that was altered in a PostgreSQL is refused, and nothing has changed`()
        async throws
    {
        try await withOlderPostgres { database, migrate in
            try await database.console.run(
                """
                DROP INDEX devices_by_heartbeat;
                DROP TRIGGER update_batches_counted ON update_batches;
                ALTER TABLE devices ADD COLUMN note text;
                ALTER TABLE devices DISABLE TRIGGER devices_moved;
                ALTER TABLE settings ALTER COLUMN value TYPE varchar(9);
                ALTER TABLE events ADD CHECK (id > 0);
                CREATE OR REPLACE FUNCTION devices_inserted() RETURNS trigger LANGUAGE plpgsql
                  AS 'BEGIN RETURN NULL; END';
                CREATE DOMAIN counter_differences AS text;
                CREATE FUNCTION device_has_token(bigint, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'
                """)
            let before = try await database.server.schema(of: database.name)
            await #expect(
                throws: SlipwayError.schemaAltered([
                    .missing("index devices_by_heartbeat"),
                    .missing("trigger update_batches_counted on update_batches"),
                    .changed("function devices_inserted()"), .changed("table devices"), .changed("table events"),
                    .changed("table settings"), .changed("trigger devices_moved on devices"),
                    .nameTaken("function device_has_token(bigint, text)"), .nameTaken("type counter_differences"),
                ])
            ) { try await migrate() }
            #expect(try await database.server.schema(of: database.name) == before)
            let schemas = try await database.console.run("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'slip%'")
            #expect(schemas == [])
        }
    }

    @Test func `a user who may not create schemas upgrades, and is told that nothing was compared`() async throws {
        try await PostgresCluster.shared.withDatabase { database in
            let login = try await PostgresLogin.make("owner", on: database)
            try await database.makeOlder(migrations: 1, owner: login)
            let report = try await PostgresRepository.migrate(PostgresLocation(login.url), logger: .quiet)
            #expect(
                report
                    == MigrationReport(
                        applied: MigrationNames.postgres(after: 1),
                        isCompared: false))
        }
    }

    private func withOlderFile(
        _ body: (_ path: String, _ execute: (String) throws -> Void) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "old.db").path
            try SQLiteRepository.makeOlderFile(at: path, migrations: 1)
            try await body(path) { sql in
                let queue = try DatabaseQueue.patient(path: path)
                try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
                try queue.close()
            }
        }
    }

    private func withOlderPostgres(
        _ body: (PostgresDatabase, _ migrate: () async throws -> MigrationReport) async throws -> Void
    ) async throws {
        try await PostgresCluster.shared.withDatabase { database in
            try await database.makeOlder(migrations: 1)
            try await body(database) { try await PostgresRepository.migrate(database.location(), logger: .quiet) }
        }
    }
}
