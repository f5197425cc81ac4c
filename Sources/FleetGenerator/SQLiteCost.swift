import GRDB
import GRDBSQLite
import SQLiteRepository

/// What a connection's statements have cost since the last look, in steps of SQLite's virtual machine: a figure that
/// does not depend on the machine, its load or its caches (https://www.sqlite.org/c3ref/c_stmtstatus_counter.html,
/// SQLITE_STMTSTATUS_VM_STEP).
package enum SQLiteStepCounter {
    /// The sum over all statements that the connection keeps prepared, which are set to zero.
    package static func take(from connection: Database) -> Int {
        var total = 0
        var statement = sqlite3_next_stmt(connection.sqliteConnection, nil)
        while let current = statement {
            total += Int(sqlite3_stmt_status(current, SQLITE_STMTSTATUS_VM_STEP, 1))
            statement = sqlite3_next_stmt(connection.sqliteConnection, current)
        }
        return total
    }

    /// The same of a repository that reads on one connection.
    package static func take(from repository: SQLiteRepository) async throws -> Int {
        try await repository.database.read { take(from: $0) }
    }
}
