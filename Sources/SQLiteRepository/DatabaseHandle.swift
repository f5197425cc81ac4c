import Dispatch
import GRDB
import SlipwayCore
import Synchronization

/// The open database, opened again where another file has been put in its place.
///
/// SQLite goes on with the file that it has opened, whatever becomes of its name: what is written would vanish with it,
/// and no other program would see what is read.
final class DatabaseHandle: Sendable {
    struct Opened: Sendable {
        /// None where a read has to wait for writes. Stands first, and so is closed first: the last connection that closes
        /// clears the journal away, which one that only reads cannot.
        let briefReaders: BriefReaders?
        let database: any DatabaseWriter
        let commits: GroupCommit
        /// Counts the openings: a connection may come to lie where one of an earlier opening was.
        let generation: Int
        fileprivate let identity: FileIdentity?
        /// None until it was seen.
        fileprivate var journal: FileIdentity?

        fileprivate init(
            _ database: any DatabaseWriter, _ briefReaders: BriefReaders? = nil, generation: Int,
            identity: FileIdentity?
        ) {
            self.briefReaders = briefReaders
            self.database = database
            commits = GroupCommit(database)
            self.generation = generation
            self.identity = identity
        }
    }

    private let opened: Mutex<Opened>
    private let path: String
    /// None for a database in memory, which cannot be replaced.
    private let open: (@Sendable () throws -> any DatabaseWriter)?
    private let readers: (@Sendable () -> BriefReaders)?
    /// Opening waits for locks, which must hold up only those who ask for the database.
    private let queue = DispatchQueue(label: "slipway.opening")

    init(inMemory database: any DatabaseWriter) {
        opened = Mutex(Opened(database, generation: 0, identity: nil))
        path = ":memory:"
        open = nil
        readers = nil
    }

    init(
        path: String, readers: @escaping @Sendable () -> BriefReaders,
        open: @escaping @Sendable () throws -> any DatabaseWriter
    ) throws {
        // Looked at first: a file that comes in between is noticed at the next question.
        let identity = FileIdentity(path: path)
        opened = Mutex(Opened(try open(), readers(), generation: 0, identity: identity))
        self.path = path
        self.readers = readers
        self.open = open
    }

    /// The one of the latest question, whatever has become of its file.
    var latest: any DatabaseWriter { opened.withLock(\.database) }

    /// - Throws: DATABASE_007 where the file is gone, DATABASE_001 where its journal is, and what opening throws.
    func current() async throws -> Opened {
        guard let open else { return opened.withLock { $0 } }
        if let opened = try unchanged() { return opened }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try self.reopened(open) }) }
        }
    }

    private func unchanged() throws -> Opened? {
        guard let identity = FileIdentity(path: path) else { throw SlipwayError.databaseNotFound(path) }
        let journal = FileIdentity(path: path + "-wal")
        return try opened.withLock { opened in
            guard opened.identity == identity else { return nil }
            if opened.journal == nil { opened.journal = journal }
            // What would be written to it now, no other program would ever see.
            guard opened.journal == journal else { throw SlipwayError.databaseUnavailable(Self.lostJournal(path)) }
            return opened
        }
    }

    private static func lostJournal(_ path: String) -> String {
        "\(path)-wal was removed or replaced while \(path) was in use; stop every program that uses it, and start again"
    }

    private func reopened(_ open: @Sendable () throws -> any DatabaseWriter) throws -> Opened {
        if let opened = try unchanged() { return opened }
        let identity = FileIdentity(path: path)
        let database = try open()
        return opened.withLock { opened in
            opened = Opened(database, readers?(), generation: opened.generation + 1, identity: identity)
            return opened
        }
    }
}
