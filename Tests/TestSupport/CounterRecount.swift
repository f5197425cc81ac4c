import Foundation
import GRDB
import SQLiteRepository

/// Counts again, from the rows alone, every figure that triggers keep; of a file also whether it is sound.
package enum CounterRecount {
    /// One line for each figure that is wrong; none where all are true.
    package static func differences(in repository: SQLiteRepository) async throws -> [String] {
        try await repository.database.read { try differences(in: $0) }
    }

    /// The same of a file, which another process may have open.
    package static func differences(inFileAt path: String) throws -> [String] {
        try DatabaseQueue.patient(path: path).read { try differences(in: $0) }
    }

    package static func differences(in console: PostgresConsole) async throws -> [String] {
        var differences: [String] = []
        for figures in RecountedFigures.inPostgres {
            let rows = try await console.run("SELECT difference::text FROM (\(figures.comparison)) AS difference")
            differences += rows.map { "\(figures.name): \($0.joined())" }
        }
        return differences
    }

    private static func differences(in connection: Database) throws -> [String] {
        var differences = try RecountedFigures.inSQLite.flatMap { figures in
            let rows = try Row.fetchAll(connection, sql: figures.comparison)
            return rows.map { row in
                "\(figures.name): " + row.map { "\($0.0)=\($0.1)" }.joined(separator: " ")
            }
        }
        let integrity = try String.fetchAll(connection, sql: "PRAGMA integrity_check")
        differences += integrity.filter { $0 != "ok" }.map { "integrity: \($0)" }
        let orphans = try Row.fetchAll(connection, sql: "PRAGMA foreign_key_check")
        differences += orphans.map { "foreign key: \($0)" }
        return differences
    }
}
