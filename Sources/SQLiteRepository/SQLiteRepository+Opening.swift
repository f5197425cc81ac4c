import CSQLiteSettings
import Foundation
import GRDB
import SQLStorage
import SlipwayCore

extension SQLiteRepository {
    /// Opens a file that `migrate` has made; creates nothing.
    ///
    /// - Parameters:
    ///   - readers: how many reads run at once; with 1, every change mark is of the same connection. With 0 there is one
    ///     connection for reads and writes, which is open sooner.
    ///   - patience: how long to wait for another program that writes.
    /// - Throws: DATABASE_001 to 007.
    package static func open(
        path: String, clock: @escaping @Sendable () -> Timestamp, mode: Mode = .readWrite, readers: Int = 4,
        durability: Durability = .full, patience: Duration = BusyWait.patience
    ) throws(SlipwayError) -> SQLiteRepository {
        let wait = BusyWait(patience: patience)
        return try mapping(path) {
            let handle = try DatabaseHandle(path: path, readers: { briefReaders(path) }) {
                guard FileManager.default.fileExists(atPath: path) else { throw SlipwayError.databaseNotFound(path) }
                return try wait.retrying { try opened(path, mode, readers: readers, durability, wait) }
            }
            return SQLiteRepository(handle, mode: mode, path: path, clock: clock)
        }
    }

    /// A private database that ends with the value.
    package static func inMemory(clock: @escaping @Sendable () -> Timestamp) throws(SlipwayError) -> SQLiteRepository {
        try mapping(inMemoryPath) {
            let queue = try emptyQueue()
            try migratedQueue.get().backup(to: queue)
            return SQLiteRepository(
                DatabaseHandle(inMemory: queue), mode: .readWrite, path: inMemoryPath, clock: clock)
        }
    }

    /// The migrations take a hundred times as long as a copy of what they make.
    private static let migratedQueue = Result {
        let queue = try emptyQueue()
        _ = try queue.writeWithoutTransaction { try SchemaMigrator(path: inMemoryPath).migrate($0) }
        return queue
    }

    private static func emptyQueue() throws -> DatabaseQueue {
        try DatabaseQueue(configuration: configuration(.readWrite, readers: 1, BusyWait()))
    }

    /// Makes the file where it is missing, and brings its schema up to date; a repeat changes nothing.
    ///
    /// - Throws: DATABASE_002 where the file is not Slipway's, DATABASE_004 where it is newer than this program,
    ///   DATABASE_009 where it was altered by hand and an upgrade would meet that.
    @discardableResult
    package static func migrate(
        path: String, patience: Duration = BusyWait.patience
    ) throws(SlipwayError) -> MigrationReport {
        let wait = BusyWait(patience: patience)
        return try mapping(path) {
            makePrivate(path)
            return try wait.retrying {
                let queue = try DatabaseQueue(path: path, configuration: configuration(.readWrite, readers: 1, wait))
                try queue.read { try SchemaMigrator(path: path).requireOwn($0) }
                return try queue.writeWithoutTransaction { connection in
                    try connection.execute(sql: "PRAGMA journal_mode = WAL")
                    return try SchemaMigrator(path: path).migrate(connection)
                }
            }
        }
    }

    /// Every migration that this program knows, and whether the file has it; changes nothing.
    ///
    /// - Throws: DATABASE_002, 004 and 007.
    package static func migrations(path: String) throws(SlipwayError) -> [MigrationStatus] {
        try looking(at: path) { try SchemaMigrator(path: path).status($0) }
    }

    /// Groups of releases whose versions are equal, from before a new one could not be: each is named by its exact version
    /// or its id. Reads the versions of all releases.
    ///
    /// - Throws: DATABASE_002, 004 and 007.
    package static func equalReleases(path: String) throws(SlipwayError) -> [[EqualRelease]] {
        try looking(at: path) { try SchemaMigrator(path: path).equalReleases($0) }
    }

    private static func looking<Value>(
        at path: String, _ read: (Database) throws -> Value
    ) throws(SlipwayError) -> Value {
        let wait = BusyWait()
        return try mapping(path) {
            guard FileManager.default.fileExists(atPath: path) else { throw SlipwayError.databaseNotFound(path) }
            return try wait.retrying {
                let queue = try DatabaseQueue(path: path, configuration: configuration(.readWrite, readers: 1, wait))
                return try queue.read(read)
            }
        }
    }

    /// Makes a missing file that its owner alone may read: it holds the hashes of tokens. SQLite gives its journals the
    /// same permissions. Where it cannot be made, opening it says why.
    private static func makePrivate(_ path: String) {
        let descriptor = Foundation.open(path, O_CREAT | O_EXCL | O_CLOEXEC | O_WRONLY, 0o600)
        if descriptor >= 0 { close(descriptor) }
    }

    static func briefReaders(_ path: String) -> BriefReaders {
        BriefReaders {
            let unwaiting = configuration(.readOnly, readers: 1, BusyWait(patience: .zero))
            return try DatabaseQueue(path: path, configuration: unwaiting)
        }
    }

    private static func opened(
        _ path: String, _ mode: Mode, readers: Int, _ durability: Durability, _ wait: BusyWait
    ) throws -> any DatabaseWriter {
        var configuration = configuration(mode, readers: readers, wait)
        switch mode {
        case .readWrite:
            configuration.prepareDatabase { connection in
                // Before the pool sets up its journal: another program's file is not even switched to that.
                if !connection.configuration.readonly { try requireCurrent(connection, path) }
            }
        case .readOnly:
            // What a killed program left half done is taken back by the first that may write.
            let looking = Self.configuration(.readWrite, readers: 1, wait)
            try DatabaseQueue(path: path, configuration: looking).inDatabase { try requireCurrent($0, path) }
        }
        let database: any DatabaseWriter =
            readers == 0
            ? try DatabaseQueue(path: path, configuration: configuration)
            : try DatabasePool(path: path, configuration: configuration)
        // Setting up its journal, a pool lowers this to NORMAL.
        try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = \(durability.rawValue)") }
        return database
    }

    /// Looks at one moment, while another program may be migrating the file.
    private static func requireCurrent(_ connection: Database, _ path: String) throws {
        try connection.inTransaction(.deferred) {
            try SchemaMigrator(path: path).requireCurrent(connection)
            return .commit
        }
    }

    /// SQLite would take one lock of all connections for every piece of memory that it takes or gives back, and count it;
    /// nothing here reads that count.
    private static let countsNoMemory = sqlite_count_no_memory() == 0

    private static func configuration(_ mode: Mode, readers: Int, _ wait: BusyWait) -> Configuration {
        _ = countsNoMemory
        var configuration = Configuration()
        configuration.label = "slipway"
        configuration.readonly = mode == .readOnly
        configuration.maximumReaderCount = max(1, readers)
        configuration.persistentReadOnlyConnections = true
        configuration.busyMode = .callback { wait.sleep(beforeTry: $0) }
        configuration.prepareDatabase { connection in
            connection.add(function: versionKey)
            // A pool's readers would otherwise wait for 10 s only, whatever the configuration says.
            if connection.configuration.readonly {
                try connection.execute(sql: "PRAGMA busy_timeout = \(wait.milliseconds)")
            }
        }
        return configuration
    }

    /// What PostgreSQL has as a function of its own: the sort key of a version, NULL for what cannot be compared.
    private static var versionKey: DatabaseFunction {
        DatabaseFunction("firmware_version_key", argumentCount: 1, pure: true) { values in
            String.fromDatabaseValue(values[0]).flatMap { FirmwareVersion($0)?.sortKey }
        }
    }

    private static func mapping<Value>(_ path: String, _ body: () throws -> Value) throws(SlipwayError) -> Value {
        do {
            return try body()
        } catch let error as SlipwayError {
            throw error
        } catch let error as DatabaseError {
            throw SlipwayError(error, path: path)
        } catch {
            throw .databaseUnavailable("it cannot be opened")
        }
    }
}
