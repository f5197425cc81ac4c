import Dispatch
import GRDB
import SlipwayCore
import Synchronization

/// The open database, opened again where somebody has put another file in its place.
///
/// SQLite goes on with the file that it has opened, whatever becomes of its name: what is written would vanish with it,
/// and what is read nobody else would see.
final class DatabaseHandle: Sendable {
    private struct Opened: Sendable {
        let database: any DatabaseWriter
        let identity: FileIdentity?
    }

    private let opened: Mutex<Opened>
    private let path: String
    /// None for a database in memory, which nobody can replace.
    private let open: (@Sendable () throws -> any DatabaseWriter)?
    /// Opening waits for locks, which must hold up nobody but those who ask for the database.
    private let queue = DispatchQueue(label: "slipway.opening")

    init(inMemory database: any DatabaseWriter) {
        opened = Mutex(Opened(database: database, identity: nil))
        path = ":memory:"
        open = nil
    }

    init(path: String, open: @escaping @Sendable () throws -> any DatabaseWriter) throws {
        // Looked at first: a file that comes in between is noticed at the next question.
        let identity = FileIdentity(path: path)
        opened = Mutex(Opened(database: try open(), identity: identity))
        self.path = path
        self.open = open
    }

    /// The one of the latest question, whatever has become of its file.
    var latest: any DatabaseWriter { opened.withLock(\.database) }

    /// - Throws: DATABASE_007 where the file is gone, and what opening throws.
    func current() async throws -> any DatabaseWriter {
        guard let open else { return latest }
        if let database = try unchanged() { return database }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try self.reopened(open) }) }
        }
    }

    private func unchanged() throws -> (any DatabaseWriter)? {
        guard let identity = FileIdentity(path: path) else { throw SlipwayError.databaseNotFound(path) }
        return opened.withLock { $0.identity == identity ? $0.database : nil }
    }

    private func reopened(_ open: @Sendable () throws -> any DatabaseWriter) throws -> any DatabaseWriter {
        if let database = try unchanged() { return database }
        let identity = FileIdentity(path: path)
        let next = Opened(database: try open(), identity: identity)
        opened.withLock { $0 = next }
        return next.database
    }
}
