import GRDB
import SlipwayCore

/// The repository in one SQLite file, which several processes may have open at once, or in memory.
package final class SQLiteRepository: Repository {
    /// What a caller may do with the file.
    package enum Mode: Hashable, Sendable {
        case readWrite
        case readOnly
    }

    /// What a power failure may take with it.
    package enum Durability: String, Hashable, Sendable {
        /// Nothing that was committed.
        case full = "FULL"
        /// The last commits, and never the order: enough for a demonstration.
        case normal = "NORMAL"
    }

    static let inMemoryPath = ":memory:"

    private let handle: DatabaseHandle
    private let mode: Mode
    private let path: String
    private let clock: @Sendable () -> Timestamp

    init(_ handle: DatabaseHandle, mode: Mode, path: String, clock: @escaping @Sendable () -> Timestamp) {
        self.handle = handle
        self.mode = mode
        self.path = path
        self.clock = clock
    }

    /// For tests that look below the port.
    package var database: any DatabaseWriter { handle.latest }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        do {
            let opened = try await handle.current()
            // A queue forbids writes for the time of a read by a PRAGMA, after which SQLite prepares every statement
            // again; the port forbids them by its types. In memory no other connection writes between two statements.
            if path == Self.inMemoryPath, let queue = opened.database as? DatabaseQueue {
                return try await queue.unsafeRead { connection in
                    try body(self.transaction(on: connection, of: opened))
                }
            }
            return try await opened.database.read { connection in
                try body(self.transaction(on: connection, of: opened))
            }
        } catch let error as DatabaseError {
            throw SlipwayError(error, path: path)
        }
    }

    package func readBriefly<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        do {
            let opened = try await handle.current()
            try Task.checkCancellation()
            let value = try opened.briefReaders?.read { connection in
                try body(self.transaction(on: connection, of: opened))
            }
            if let value { return value }
        } catch let error as DatabaseError {
            throw SlipwayError(error, path: path)
        }
        return try await read(body)
    }

    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryTransaction) throws -> Value
    ) async throws -> Value {
        guard mode == .readWrite else { throw SlipwayError.databaseReadOnly }
        do {
            let opened = try await handle.current()
            // The transaction is IMMEDIATE: it waits for the lock before its instant is taken, and never loses it.
            return try await opened.commits.write { connection in
                try body(self.transaction(on: connection, of: opened))
            }
        } catch let error as DatabaseError {
            throw SlipwayError(error, path: path)
        }
    }

    private func transaction(on connection: Database, of opened: DatabaseHandle.Opened) -> SQLiteTransaction {
        SQLiteTransaction(
            connection: connection, now: clock(), mayWrite: mode == .readWrite, generation: opened.generation)
    }
}
