import GRDB
import SQLiteRepository

/// What is in a database, as one number a table.
package struct DatabaseDigest: Hashable, Sendable {
    private let tables: [String: Int]
    /// How many rows its connection has written, also in transactions that were rolled back.
    package let writes: Int

    package init(of repository: SQLiteRepository) async throws {
        (tables, writes) = try await repository.database.write { connection in
            var tables: [String: Int] = [:]
            let names = try String.fetchAll(
                connection, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            for name in names {
                var hasher = Hasher()
                let rows = try Row.fetchCursor(connection, sql: "SELECT * FROM \"\(name)\"")
                while let row = try rows.next() { hasher.combine(row) }
                tables[name] = hasher.finalize()
            }
            return (tables, connection.totalChangesCount)
        }
    }

    /// The tables that are not as they were.
    package func changes(since earlier: DatabaseDigest) -> Set<String> {
        Set(tables.keys.filter { tables[$0] != earlier.tables[$0] })
    }

    /// How many rows the connection has written so far: where that is as before, so is all else.
    package static func writes(in repository: SQLiteRepository) async throws -> Int {
        try await repository.database.write { $0.totalChangesCount }
    }
}
