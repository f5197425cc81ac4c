import GRDB
import SQLStorage
import SlipwayCore

/// Brings a file to the schema of this program, in one transaction, so that two programs may try at once.
///
/// GRDB's own migrator reads what was applied before it takes the lock: the slower of two programs would then run a
/// migration again and fail.
struct SchemaMigrator {
    /// `Slpw`: tells our files from everybody else's.
    static let applicationID: Int64 = 0x536C_7077

    /// What remembers the migrations.
    static let ledger = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
          number INTEGER PRIMARY KEY,
          name TEXT NOT NULL
        ) STRICT
        """

    let path: String
    var migrations = SQLiteRepository.releasedMigrations

    /// - Throws: DATABASE_002 where the file belongs to another program; an empty one is ours to fill.
    func requireOwn(_ connection: Database) throws {
        let found = try Int64.fetchOne(connection, sql: "PRAGMA application_id") ?? 0
        if found == Self.applicationID { return }
        let objects = try Int64.fetchOne(connection, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        guard found == 0, objects == 0 else { throw SlipwayError.notADatabase(path) }
    }

    /// - Throws: DATABASE_002 to 004.
    func requireCurrent(_ connection: Database) throws {
        try requireOwn(connection)
        let applied = try appliedMigrations(connection)
        try refuseNewer(applied)
        guard migrations.allSatisfy({ applied[$0.number] != nil }) else {
            throw SlipwayError.schemaMissing(path, isOlder: !applied.isEmpty)
        }
    }

    /// - Throws: DATABASE_002, 004 and 009, and then nothing has changed.
    func migrate(_ connection: Database) throws -> MigrationReport {
        var report = MigrationReport(applied: [])
        try connection.inTransaction(.immediate) {
            try requireOwn(connection)
            let applied = try appliedMigrations(connection)
            try refuseNewer(applied)
            let missing = migrations.filter { applied[$0.number] == nil }
            let upgrade = try upgrade(connection, from: migrations.filter { applied[$0.number] != nil }, by: missing)
            if !missing.isEmpty {
                try upgrade.requireUnhindered()
                for migration in missing { try run(migration, on: connection) }
                if !applied.isEmpty { try upgrade.requireTarget(in: try SchemaCatalog.objects(connection)) }
            }
            report = MigrationReport(applied: missing.map(\.name), kept: upgrade.kept, faults: upgrade.faults)
            return .commit
        }
        return report
    }

    private func upgrade(
        _ connection: Database, from applied: [SchemaMigration], by missing: [SchemaMigration]
    ) throws -> SchemaUpgrade {
        let found = try SchemaCatalog.objects(connection)
        guard !found.isEmpty else { return .ofNothing }
        let (expected, target) = try SchemaCatalog.objects(madeBy: applied, then: missing)
        return SchemaUpgrade(from: expected, to: target, found: found)
    }

    private func run(_ migration: SchemaMigration, on connection: Database) throws {
        try connection.execute(sql: "PRAGMA application_id = \(Self.applicationID)")
        try connection.execute(sql: Self.ledger)
        try connection.execute(sql: migration.sql)
        try migration.computation?.run(in: Self.transaction(connection))
        try connection.execute(
            sql: "INSERT INTO schema_migrations (number, name) VALUES (?, ?)",
            arguments: [migration.number, migration.name])
    }

    /// Every migration that this program knows, and whether the file has it.
    ///
    /// - Throws: DATABASE_002 and 004.
    func status(_ connection: Database) throws -> [MigrationStatus] {
        try requireOwn(connection)
        let applied = try appliedMigrations(connection)
        try refuseNewer(applied)
        return migrations.map { MigrationStatus(name: $0.name, isApplied: applied[$0.number] != nil) }
    }

    /// Groups of releases whose versions are equal; none where there is no table of releases yet.
    func equalReleases(_ connection: Database) throws -> [[EqualRelease]] {
        guard try !appliedMigrations(connection).isEmpty else { return [] }
        return try Self.transaction(connection).equalReleases()
    }

    /// Of statements that read no clock.
    private static func transaction(_ connection: Database) -> SQLiteTransaction {
        SQLiteTransaction(connection: connection, now: Timestamp(milliseconds: 0))
    }

    /// The names of what was applied, by number.
    private func appliedMigrations(_ connection: Database) throws -> [Int: String] {
        let exists = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'"
        guard try Int64.fetchOne(connection, sql: exists) ?? 0 > 0 else { return [:] }
        let sql = "SELECT number, name FROM schema_migrations ORDER BY number"
        let rows = try Self.transaction(connection).rows(sql, [], isKept: false) { (try $0.int(), try $0.text()) }
        return Dictionary(rows) { first, _ in first }
    }

    private func refuseNewer(_ applied: [Int: String]) throws {
        let known = Set(migrations.map(\.number))
        guard let unknown = applied.keys.filter({ !known.contains($0) }).max() else { return }
        throw SlipwayError.schemaNewer(found: applied[unknown] ?? String(unknown))
    }
}
