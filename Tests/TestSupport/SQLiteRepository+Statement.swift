import GRDB
import SQLiteRepository

extension SQLiteRepository {
    /// Changes rows below the port, past every rule of ours.
    package func execute(_ statement: String, _ arguments: [String] = []) async throws {
        try await database.write { try $0.execute(sql: statement, arguments: StatementArguments(arguments)) }
    }
}
