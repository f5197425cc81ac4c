import GRDB
import SQLRecords
import SlipwayCore

/// Brings a file to the schema of this program, in one transaction, so that two programs may try at once.
///
/// GRDB's own migrator reads what was applied before it takes the lock: the slower of two programs would then run a
/// migration again and fail.
struct SchemaMigrator {
    /// `Slpw`: tells our files from everybody else's.
    static let applicationID: Int64 = 0x536C_7077

    let path: String
    var migrations = SchemaMigration.all

    /// - Throws: DATABASE_002 where the file is somebody else's; an empty one is ours to fill.
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
        guard migrations.allSatisfy({ applied[$0.number] != nil }) else { throw SlipwayError.schemaMissing(path) }
    }

    /// - Returns: the names of the migrations that were missing.
    func migrate(_ connection: Database) throws -> [String] {
        var names: [String] = []
        try connection.inTransaction(.immediate) {
            try requireOwn(connection)
            let applied = try appliedMigrations(connection)
            try refuseNewer(applied)
            for migration in migrations where applied[migration.number] == nil {
                try run(migration, on: connection)
                names.append(migration.name)
            }
            return .commit
        }
        return names
    }

    private func run(_ migration: SchemaMigration, on connection: Database) throws {
        try connection.execute(sql: "PRAGMA application_id = \(Self.applicationID)")
        try connection.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                  number INTEGER PRIMARY KEY,
                  name TEXT NOT NULL
                ) STRICT
                """)
        for statement in migration.statements { try connection.execute(sql: statement) }
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

    /// The names of what was applied, by number.
    private func appliedMigrations(_ connection: Database) throws -> [Int: String] {
        let exists = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'"
        guard try Int64.fetchOne(connection, sql: exists) ?? 0 > 0 else { return [:] }
        let rows = try Row.fetchAll(connection, sql: "SELECT number, name FROM schema_migrations ORDER BY number")
        return try Dictionary(
            rows.map { row in
                var columns = SQLiteColumnReader(row)
                return (try columns.int(), try columns.text())
            }
        ) { first, _ in first }
    }

    private func refuseNewer(_ applied: [Int: String]) throws {
        let known = Set(migrations.map(\.number))
        guard let unknown = applied.keys.filter({ !known.contains($0) }).max() else { return }
        throw SlipwayError.schemaNewer(found: applied[unknown] ?? String(unknown))
    }
}
