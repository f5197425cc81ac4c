import Foundation
import GRDB
import SQLiteRepository
import TestSupport
import Testing

/// Upgrades that are killed where it hurts most: in the middle.
@Suite(.timeLimit(.minutes(5))) struct KilledUpgradeTests {
    @Test func `a program that is killed while it upgrades a file leaves it as it was`() async throws {
        try await withTemporaryCommandFolder { folder in
            var before: [String] = []
            // On a busy machine an upgrade may be over before a kill meets it.
            repeat {
                for name in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: folder.database + name) }
                try Self.makeOlderFleet(at: folder.database)
                before = try Self.schema(of: folder.database)
            } while try await !Self.killInTheMiddle(of: folder)
            #expect(try Self.schema(of: folder.database) == before)
            try await Self.requireUpgrade(of: folder)
        }
    }

    @Test(arguments: ["wal", "delete"])
    func `a file that a killed program left in the middle of a migration is upgraded`(journal: String) async throws {
        try await withTemporaryCommandFolder { folder in
            try Self.makeOlderFleet(at: folder.database)
            // So few pages in memory that most of what is changed is in the file already, or in its log.
            let script = """
                PRAGMA journal_mode = \(journal);
                PRAGMA cache_size = 5;
                BEGIN IMMEDIATE;
                \(SQLiteRepository.releasedMigrations.dropFirst().map(\.sql).joined())
                .shell kill -KILL $PPID
                """
            let killed = try await ChildProcess.run("/usr/bin/env", ["sqlite3", folder.database], input: script)
            #expect(killed.status == .killed(signal: 9))
            let log = folder.database + (journal == "wal" ? "-wal" : "-journal")
            #expect(try Data(contentsOf: URL(filePath: log)).count > 100_000)

            let status = try await folder.slipway("migrate", "--status")
            #expect(
                status.output
                    == "applied  0001 first schema\n"
                    + MigrationNames.sqlite(after: 1).map { "missing  \($0)\n" }.joined()
            )
            try await Self.requireUpgrade(of: folder)
        }
    }

    @Test func `a program that is killed while it upgrades a PostgreSQL leaves it as it was`() async throws {
        try await PostgresCluster.shared.withDatabase { database in
            try await database.makeOlder(migrations: 1)
            let before = try await database.server.schema(of: database.name)
            let holder = PostgresConsole(database.server.connectionInfo(database: database.name))
            try await holder.run(
                """
                BEGIN;
                CREATE FUNCTION device_has_token(bigint, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'
                """)
            try await withTemporaryFolder { url in
                let folder = CommandFolder(url: url, database: database.url)
                try await ChildProcess.with(
                    BuiltProgram.path, ["migrate", "--database", folder.database], environment: folder.environment
                ) { program in
                    // The second migration has run, and the third waits for the name.
                    try await until { try await database.console.run(Self.waiting) == [["1"]] }
                    program.kill()
                    #expect(try await program.outcome().status == .killed(signal: 9))
                }
                try await holder.run("ROLLBACK")
                try await until { try await database.console.run(Self.connected) == [["0"]] }
                #expect(try await database.server.schema(of: database.name) == before)
                try await Self.requireUpgradeOnce(
                    of: folder, applying: MigrationNames.postgres(after: 1))
            }
            try await PostgresCluster.shared.withDatabase { fresh in
                try await fresh.makeOlder(migrations: .max)
                let expected = try await fresh.server.schema(of: fresh.name)
                #expect(try await database.server.schema(of: database.name) == expected)
            }
        }
    }

    @Test func `a program that is killed between two chunks of keys leaves everything as it was`() async throws {
        try await PostgresCluster.shared.withDatabase { database in
            try await database.makeOlder(migrations: 5)
            let holder = PostgresConsole(database.server.connectionInfo(database: database.name))
            // A trigger that an operator added, which waits in the second chunk.
            try await holder.run(
                """
                INSERT INTO firmware_releases (
                  version, version_key, release_channel, storage_path, checksum, sha1, md5, size_bytes, release_status,
                  file_name, created_at, updated_at)
                SELECT '1.' || i || '.0', lpad(i::text, 9, '0'), 'alpha', 'sha256:x', 'c', 'a', 'b', 1, 'approved', 'f',
                  now(), now()
                FROM generate_series(1, 1200) AS i;
                CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql
                  AS 'BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NEW; END';
                CREATE TRIGGER wait BEFORE UPDATE ON firmware_releases
                  FOR EACH ROW WHEN (NEW.id = 700) EXECUTE FUNCTION wait();
                SELECT pg_advisory_lock(7)
                """)
            let before = try await database.server.schema(of: database.name)
            try await withTemporaryFolder { url in
                let folder = CommandFolder(url: url, database: database.url)
                try await ChildProcess.with(
                    BuiltProgram.path, ["migrate", "--database", folder.database], environment: folder.environment
                ) { program in
                    try await until { try await database.console.run(Self.waiting) == [["1"]] }
                    program.kill()
                    #expect(try await program.outcome().status == .killed(signal: 9))
                }
                try await holder.run("SELECT pg_advisory_unlock(7)")
                try await until { try await database.console.run(Self.connected) == [["0"]] }
                #expect(try await database.server.schema(of: database.name) == before)
                #expect(try await folder.slipway("migrate").status == .exited(0))
                let missing = "SELECT count(*) FROM firmware_releases WHERE precedence_key = ''"
                #expect(try await database.console.run(missing) == [["0"]])
            }
        }
    }

    private static let connected = """
        SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'slipway'
        """
    private static let waiting = connected + " AND wait_event_type = 'Lock'"

    /// Of the first schema, with so many devices that an index over them takes a while.
    private static func makeOlderFleet(at path: String) throws {
        try SQLiteRepository.makeOlderFile(at: path, migrations: 1)
        let queue = try DatabaseQueue.patient(path: path)
        try queue.write { connection in
            try connection.execute(
                sql: """
                    INSERT INTO organizations (id, name, display_name, environment, created_at, updated_at)
                    VALUES (1, 'acme', 'acme', 'staging', 0, 0);
                    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 30000)
                    INSERT INTO devices (
                      device_uid, serial_number, organization_id, organization_name, created_at, updated_at)
                    SELECT 'device-' || n, 'serial-' || n, 1, 'acme', 0, 0 FROM numbers
                    """)
        }
        try queue.close()
    }

    /// Stops the program wherever it is, and kills it once that is in its write and before the commit, which is what
    /// fills the log.
    ///
    /// - Returns: whether there was such a moment before the file was upgraded.
    private static func killInTheMiddle(of folder: CommandFolder) async throws -> Bool {
        var configuration = Configuration()
        configuration.busyMode = .immediateError
        let other = try DatabaseQueue(path: folder.database, configuration: configuration)
        let log = URL(filePath: folder.database + "-wal")
        return try await ChildProcess.with(
            BuiltProgram.path, ["migrate", "--database", folder.database], environment: folder.environment
        ) { program in
            while try other.inDatabase(isUpgraded) == false {
                program.stop()
                if try other.inDatabase(isLocked), (try? Data(contentsOf: log).isEmpty) ?? true {
                    program.kill()
                    _ = try await program.outcome()
                    return true
                }
                program.kill(SIGCONT)
                await Task.yield()
            }
            return false
        }
    }

    private static func isLocked(_ connection: Database) throws -> Bool {
        do {
            try connection.execute(sql: "BEGIN IMMEDIATE")
            try connection.execute(sql: "ROLLBACK")
            return false
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            return true
        } catch let error as DatabaseError where error.resultCode == .SQLITE_PROTOCOL {
            // It was stopped while it opened the file.
            return false
        }
    }

    private static func isUpgraded(_ connection: Database) throws -> Bool {
        do {
            return try Int.fetchOne(connection, sql: "SELECT count(*) FROM schema_migrations") != 1
        } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_PROTOCOL].contains(error.resultCode) {
            return false
        }
    }

    private static func schema(of path: String) throws -> [String] {
        try DatabaseQueue.patient(path: path).read { connection in
            try String.fetchAll(
                connection, sql: "SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_master ORDER BY 1")
        }
    }

    private static func requireUpgrade(of folder: CommandFolder) async throws {
        try await requireUpgradeOnce(
            of: folder, applying: MigrationNames.sqlite(after: 1))
        let fresh = folder.path("fresh.db")
        try SQLiteRepository.migrate(path: fresh)
        #expect(try schema(of: folder.database) == schema(of: fresh))
        #expect(try CounterRecount.differences(inFileAt: folder.database) == [])
        let count = try await DatabaseQueue.patient(path: folder.database).read { connection in
            try Int.fetchOne(connection, sql: "SELECT count(*) FROM devices")
        }
        #expect(count == 30_000)
    }

    /// Two upgrade at once, and one of them does it.
    private static func requireUpgradeOnce(of folder: CommandFolder, applying names: [String]) async throws {
        async let one = folder.slipway("migrate")
        async let other = folder.slipway("migrate")
        let outcomes = try await [one, other]
        #expect(outcomes.allSatisfy { $0.status == .exited(0) })
        #expect(
            outcomes.map(\.errors).sorted() == [
                "\(folder.database) is ready: applied \(names.joined(separator: ", "))\n",
                "\(folder.database) is up to date\n",
            ])
    }
}
