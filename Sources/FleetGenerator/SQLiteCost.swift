import GRDB
import GRDBSQLite
import SQLiteRepository

/// What a connection's statements have cost since the last look: figures that do not depend on the machine, its load or
/// its caches (https://www.sqlite.org/c3ref/c_stmtstatus_counter.html).
package struct SQLiteCost: Hashable, Sendable {
    /// How often one was run, of those that the connection keeps prepared.
    package private(set) var statements = 0
    /// Those of SQLite's virtual machine, triggers included.
    package private(set) var steps = 0

    /// The sums over all statements that the connection keeps prepared, which are set to zero.
    package static func take(from connection: Database) -> SQLiteCost {
        var cost = SQLiteCost()
        var statement = sqlite3_next_stmt(connection.sqliteConnection, nil)
        while let current = statement {
            cost.statements += Int(sqlite3_stmt_status(current, SQLITE_STMTSTATUS_RUN, 1))
            cost.steps += Int(sqlite3_stmt_status(current, SQLITE_STMTSTATUS_VM_STEP, 1))
            statement = sqlite3_next_stmt(connection.sqliteConnection, current)
        }
        return cost
    }

    /// The same of a repository that reads on one connection.
    package static func take(from repository: SQLiteRepository) async throws -> SQLiteCost {
        try await repository.database.read { take(from: $0) }
    }
}
