import SQLStorage
import SlipwayCore

/// Brings a database to the schema of this program, in one transaction under a lock, so that two programs may try at
/// once.
struct SchemaMigrator: Sendable {
    /// `Slpw`: no other program in the database waits for this lock.
    private static let lock: Int64 = 0x536C_7077

    /// What remembers the migrations.
    static let ledger = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
          number integer PRIMARY KEY,
          name text NOT NULL
        )
        """

    let address: String
    var migrations = PostgresRepository.releasedMigrations

    /// A schema of a newer program will do where that has only expanded it.
    ///
    /// - Throws: DATABASE_002 to 004.
    func requireCurrent(_ session: PostgresSession) throws {
        let applied = try appliedMigrations(session)
        if let newer = newest(applied), try !isCompatible(session) { throw SlipwayError.schemaNewer(found: newer) }
        guard migrations.allSatisfy({ applied[$0.number] != nil }) else {
            throw SlipwayError.schemaMissing(address, isOlder: !applied.isEmpty)
        }
    }

    /// Every migration that this program knows, and whether the database has it.
    ///
    /// - Throws: DATABASE_002 and 004.
    func status(_ session: PostgresSession) throws -> [MigrationStatus] {
        let applied = try appliedMigrations(session)
        try refuseNewer(applied)
        return migrations.map { MigrationStatus(name: $0.name, isApplied: applied[$0.number] != nil) }
    }

    /// Roles that have been made before are given what they need in a schema that has become another.
    ///
    /// - Parameter roles: to be made too.
    /// - Throws: DATABASE_002, 004, 008 and 009, and then nothing has changed.
    func migrate(_ session: PostgresSession, making roles: DatabaseRoles? = nil) throws -> MigrationReport {
        _ = try session.run("BEGIN; SELECT pg_advisory_xact_lock(\(Self.lock))")
        do {
            let applied = try appliedMigrations(session)
            try refuseNewer(applied)
            let missing = migrations.filter { applied[$0.number] == nil }
            let grants = RoleGrants(session: session)
            let present = try grants.present()
            let catalog = SchemaCatalog(session: session)
            let upgrade = try upgrade(of: catalog, from: migrations.filter { applied[$0.number] != nil }, by: missing)
            let granted = try catalog.grants(on: upgrade?.tables ?? [], besides: present)
            if !missing.isEmpty {
                try upgrade?.requireUnhindered()
                for migration in missing { try run(migration, on: session) }
                if !applied.isEmpty { try upgrade?.requireTarget(in: try catalog.objects()) }
                for present in present { try grants.grant(to: present) }
            }
            if let roles { try make(roles, by: grants) }
            let names = missing.map(\.name) + (try renumberRestored(session) ? ["events of a restored dump"] : [])
            _ = try session.run("COMMIT")
            return MigrationReport(
                applied: names, kept: (upgrade?.kept ?? []) + granted, faults: upgrade?.faults ?? [],
                isCompared: upgrade != nil)
        } catch {
            _ = try? session.run("ROLLBACK")
            throw error
        }
    }

    /// - Returns: none where the user may not create the schema that it takes to compare.
    private func upgrade(
        of catalog: SchemaCatalog, from applied: [SchemaMigration], by missing: [SchemaMigration]
    ) throws -> SchemaUpgrade? {
        let found = try catalog.objects()
        guard !found.isEmpty else { return .ofNothing }
        guard let (expected, target) = try catalog.objects(madeBy: applied, then: missing) else { return nil }
        return SchemaUpgrade(from: expected, to: target, found: found)
    }

    /// - Throws: DATABASE_008 where the user may not make roles, or give away what belongs to another.
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
        _ = try session.run(Self.ledger)
        _ = try session.run(migration.sql)
        if let computation = migration.computation {
            let transaction = Self.transaction(session)
            try computation.run(in: transaction)
            try transaction.course.catchUp()
        }
        _ = try session.execute(
            "INSERT INTO schema_migrations (number, name) VALUES ($1, $2)",
            [migration.number.sqlValue, migration.name.sqlValue], isKept: false)
    }

    /// Groups of releases whose versions are equal; none where there is no table of releases yet.
    func equalReleases(_ session: PostgresSession) throws -> [[EqualRelease]] {
        guard try !appliedMigrations(session).isEmpty else { return [] }
        return try Self.transaction(session).equalReleases()
    }

    private static func transaction(_ session: PostgresSession) -> PostgresTransaction {
        PostgresTransaction(course: TransactionCourse(within: session), isWriting: false)
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
        return applied
    }

    private func refuseNewer(_ applied: [Int: String]) throws {
        if let newer = newest(applied) { throw SlipwayError.schemaNewer(found: newer) }
    }

    /// The name of the latest migration that this program does not know.
    private func newest(_ applied: [Int: String]) -> String? {
        let known = Set(migrations.map(\.number))
        return applied.filter { !known.contains($0.key) }.max { $0.key < $1.key }?.value
    }

    /// Whether the schema works with programs that know no more migrations than this one.
    private func isCompatible(_ session: PostgresSession) throws -> Bool {
        let result = try session.execute(
            "SELECT value FROM settings WHERE key = 'schema_compatible_since'", [], isKept: false)
        guard result.count == 1, let latest = migrations.last?.number else { return false }
        var columns = PostgresColumnReader(result, row: 0)
        return try Int(columns.text()).map { $0 <= latest } ?? false
    }

    /// A schema with tables of another program is not ours to fill.
    private func requireEmpty(_ session: PostgresSession) throws {
        let tables = try number(
            "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema()", session)
        guard tables == 0 else { throw SlipwayError.notADatabase(address) }
    }

    private func number(_ sql: String, _ session: PostgresSession) throws -> Int {
        let result = try session.execute(sql, [], isKept: false)
        var columns = PostgresColumnReader(result, row: 0)
        return try columns.int()
    }
}
