import GRDB
import SQLiteRepository

extension SQLiteRepository {
    /// Changes rows below the port, past every rule of ours.
    package func execute(_ statement: String, _ arguments: [String] = []) async throws {
        try await database.write { try $0.execute(sql: statement, arguments: StatementArguments(arguments)) }
    }
}

extension SQLiteRepository {
    /// Reads in one statement that has no end: only an interrupt of the driver stops it.
    package func readWithoutEnd() async throws {
        let endless = """
            WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers)
            SELECT count(*) FROM numbers
            """
        _ = try await database.read { try Int.fetchOne($0, sql: endless) }
    }
}
