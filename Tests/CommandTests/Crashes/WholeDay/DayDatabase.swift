import Foundation
import GRDB
import SQLiteRepository
import SlipwayCore
import TestSupport

/// A database whose servers are killed, and what can be seen of it below the port.
struct DayDatabase: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case sqlite = "SQLite"
        case postgres = "PostgreSQL"

        /// One file belongs to one machine; a server is shared.
        var servers: Int { self == .sqlite ? 1 : 2 }
    }

    let kind: Kind
    /// As `--database` takes it.
    let address: String
    let repository: any Repository
    /// Those of a statement, as text.
    let rows: @Sendable (_ sql: String) async throws -> [[String]]
    /// What the figures kept on write say otherwise than the rows; nothing where all is well.
    let wrongFigures: @Sendable () async throws -> [String]
    /// Whether a write of a server is open, which stands still and named itself so.
    let isWriting: @Sendable (_ server: String) async throws -> Bool

    /// An empty one, for as long as `body` runs.
    static func with(_ kind: Kind, in folder: URL, _ body: (DayDatabase) async throws -> Void) async throws {
        switch kind {
        case .sqlite: try await body(try inFile(at: folder.appending(path: "fleet.db").path))
        case .postgres:
            try await PostgresCluster.shared.withDatabase { database in
                let repository = try await database.open(clock: nil)
                try await body(on(database, repository))
            }
        }
    }

    private static func inFile(at path: String) throws -> DayDatabase {
        try MigratedFile.write(to: path)
        let queue = try DatabaseQueue.patient(path: path)
        return DayDatabase(
            kind: .sqlite, address: path,
            repository: try SQLiteRepository.open(path: path, clock: CrashedFleet.wallClock),
            rows: { sql in
                try await queue.read { connection in
                    try Row.fetchAll(connection, sql: sql).map { row in row.databaseValues.map(text(of:)) }
                }
            },
            wrongFigures: { try CounterRecount.differences(inFileAt: path) },
            isWriting: { _ in
                // Twice: what this test writes itself is over by then.
                guard try CrashedFleet.isLockedForWriting(path) else { return false }
                try await Task.sleep(for: .milliseconds(20))
                return try CrashedFleet.isLockedForWriting(path)
            })
    }

    private static func on(_ database: PostgresDatabase, _ repository: any Repository) -> DayDatabase {
        DayDatabase(
            kind: .postgres, address: database.url, repository: repository,
            rows: { try await database.console.run($0) },
            wrongFigures: { try await CounterRecount.differences(in: database.console) },
            isWriting: { server in
                try await database.console.run(
                    """
                    SELECT 1 FROM pg_stat_activity
                    WHERE datname = current_database() AND application_name = '\(server)' AND backend_xid IS NOT NULL
                    LIMIT 1
                    """
                ) != []
            })
    }

    private static func text(of value: DatabaseValue) -> String {
        switch value.storage {
        case .null: "NULL"
        case .int64(let number): "\(number)"
        case .double(let number): "\(number)"
        case .string(let text): text
        case .blob: "a blob"
        }
    }
}
