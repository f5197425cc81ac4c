/// The one port to a database: asynchronous outside, synchronous inside a transaction.
///
/// A body can therefore not await while it holds a lock, a transaction cannot escape it, and a read cannot write.
/// Identifiers come from outside of the body, since a write may run again; the time comes from the transaction.
///
/// All calls throw `SlipwayError.databaseUnavailable` where the database cannot be reached or stays busy, and rethrow
/// what the body throws after rolling back.
package protocol Repository: Sendable {
    /// Whether it says in the log by itself that the database is lost, and found again.
    var logsOutages: Bool { get }

    /// Whether transactions are dated by another clock than this machine's.
    var hasOwnClock: Bool { get }

    /// A consistent view of one moment.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value

    /// The same for one question, which sees one moment by itself: a database far away answers it at once, without a
    /// transaction around it.
    ///
    /// - Parameter body: may run twice, and does where it asks a second question.
    func ask<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value

    /// The same for a few rows that are found by their keys. It may be taken where the caller stands, which costs less
    /// than to go elsewhere and come back, and so must not take long.
    ///
    /// - Parameter body: may run twice.
    func readBriefly<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value

    /// All of it, or nothing; on disk when it returns.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryTransaction) throws -> Value
    ) async throws -> Value
}

extension Repository {
    package var logsOutages: Bool { false }
    package var hasOwnClock: Bool { false }

    package func ask<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        try await read(body)
    }

    package func readBriefly<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        try await ask(body)
    }
}

/// What may be asked in one read.
package protocol RepositoryReader:
    OrganizationReader, DeviceReader, FirmwareReader, UpdateReader, RolloutReader, EventReader, WorkerReader,
    SettingReader, AccessTokenReader, TelemetryReader, RetentionReader, CounterReader,
    TemplateReader
{
    /// The instant of the read, the same throughout.
    var now: Timestamp { get }

    func changeMark() throws -> ChangeMark
    func access() throws -> DatabaseAccess
}

/// What may be asked and done in one write.
package protocol RepositoryTransaction:
    RepositoryReader, OrganizationWriter, DeviceWriter, FirmwareWriter, UpdateWriter, BatchWriter, RolloutWriter,
    EventWriter, WorkerWriter, SettingWriter, AccessTokenWriter, TelemetryWriter, RetentionWriter, CounterWriter,
    LockWriter, TemplateWriter
{}

/// Equal to an earlier one of the same connection only if nothing was committed in between.
package struct ChangeMark: Hashable, Sendable {
    private let text: String

    package init(_ text: String) {
        self.text = text
    }
}

/// What a database lets this program do, as it says itself.
package enum DatabaseAccess: String, Hashable, Sendable {
    /// Everything, the background work too.
    case full
    /// What operators do, and no background work.
    case operating
    /// Its user may read and nothing else.
    case reading
    /// It takes no changes from anybody: a standby, or one that was set so.
    case closed

    package var mayWrite: Bool {
        switch self {
        case .full, .operating: true
        case .reading, .closed: false
        }
    }
}
