import SQLRecords
import SlipwayCore

/// Brings a database to the schema of this program, in one transaction under a lock, so that two programs may try at
/// once.
struct SchemaMigrator: Sendable {
    /// `Slpw`: nobody else in the database waits for this lock.
    private static let lock: Int64 = 0x536C_7077

    let place: String
    var migrations = SchemaMigration.all

    /// - Throws: DATABASE_002 to 004.
    func requireCurrent(_ session: PostgresSession) throws {
        let applied = try appliedMigrations(session)
        guard migrations.allSatisfy({ applied[$0.number] != nil }) else { throw SlipwayError.schemaMissing(place) }
    }

    /// Every migration that this program knows, and whether the database has it.
    ///
    /// - Throws: DATABASE_002 and 004.
    func status(_ session: PostgresSession) throws -> [MigrationStatus] {
        let applied = try appliedMigrations(session)
        return migrations.map { MigrationStatus(name: $0.name, isApplied: applied[$0.number] != nil) }
    }

    /// Roles that have been made before are given what they need in a schema that has become another.
    ///
    /// - Parameter roles: to be made too.
    /// - Returns: the names of the migrations that were missing.
    func migrate(_ session: PostgresSession, making roles: DatabaseRoles? = nil) throws -> [String] {
        _ = try session.run("BEGIN; SELECT pg_advisory_xact_lock(\(Self.lock))")
        do {
            let applied = try appliedMigrations(session)
            let missing = migrations.filter { applied[$0.number] == nil }
            for migration in missing { try run(migration, on: session) }
            let grants = RoleGrants(session: session)
            if !missing.isEmpty {
                for present in try grants.present() { try grants.grant(to: present) }
            }
            if let roles { try make(roles, by: grants) }
            let names = missing.map(\.name) + (try renumberRestored(session) ? ["events of a restored dump"] : [])
            _ = try session.run("COMMIT")
            return names
        } catch {
            _ = try? session.run("ROLLBACK")
            throw error
        }
    }

    /// - Throws: DATABASE_008 where the user may not make roles, or give away what is somebody else's.
    private func make(_ roles: DatabaseRoles, by grants: RoleGrants) throws {
        do {
            try grants.make(roles)
            try grants.grant(to: roles)
        } catch {
            guard error.sqlState == "42501" else { throw error }
            throw SlipwayError.databaseForbidden(
                "roles are made by the owner of the tables with CREATEROLE; or first, by a superuser: "
                    + "CREATE ROLE \(roles.reader); CREATE ROLE \(roles.operator)")
        }
    }

    private func run(_ migration: SchemaMigration, on session: PostgresSession) throws {
        _ = try session.run(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
              number integer PRIMARY KEY,
              name text NOT NULL
            )
            """)
        for statement in migration.statements { _ = try session.run(statement) }
        _ = try session.execute(
            "INSERT INTO schema_migrations (number, name) VALUES ($1, $2)",
            [migration.number.sqlValue, migration.name.sqlValue], isKept: false)
    }

    /// Events of a restored dump name transactions of another cluster, which this one has yet to begin: they get the
    /// first one that there is.
    ///
    /// - Returns: whether there were any.
    private func renumberRestored(_ session: PostgresSession) throws -> Bool {
        guard try number("SELECT count(to_regclass('events'))", session) == 1 else { return false }
        let answers = try session.run(
            "UPDATE events SET xid = '3' WHERE xid >= pg_snapshot_xmax(pg_current_snapshot())")
        return answers.contains { $0.changes > 0 }
    }

    /// The names of what was applied, by number.
    private func appliedMigrations(_ session: PostgresSession) throws -> [Int: String] {
        guard try number("SELECT count(to_regclass('schema_migrations'))", session) == 1 else {
            try requireEmpty(session)
            return [:]
        }
        let result = try session.execute("SELECT number, name FROM schema_migrations", [], isKept: false)
        var applied: [Int: String] = [:]
        for row in 0..<result.count {
            var columns = PostgresColumnReader(result, row: row)
            applied[try columns.int()] = try columns.text()
        }
        let known = Set(migrations.map(\.number))
        if let unknown = applied.keys.filter({ !known.contains($0) }).max() {
            throw SlipwayError.schemaNewer(found: applied[unknown] ?? String(unknown))
        }
        return applied
    }

    /// A schema with tables of somebody else is not ours to fill.
    private func requireEmpty(_ session: PostgresSession) throws {
        let tables = try number(
            "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema()", session)
        guard tables == 0 else { throw SlipwayError.notADatabase(place) }
    }

    private func number(_ sql: String, _ session: PostgresSession) throws -> Int {
        let result = try session.execute(sql, [], isKept: false)
        var columns = PostgresColumnReader(result, row: 0)
        return try columns.int()
    }
}
