/// The one port to a database: asynchronous outside, synchronous inside a transaction.
///
/// A body can therefore not await while it holds a lock, a transaction cannot escape it, and a read cannot write.
/// Identifiers come from outside of the body, since a write may run again; the time comes from the transaction.
///
/// Both calls throw `SlipwayError.databaseUnavailable` where the database cannot be reached or stays busy, and rethrow
/// what the body throws after rolling back.
package protocol Repository: Sendable {
    /// Whether it says in the log by itself that the database is lost, and found again.
    var logsOutages: Bool { get }

    /// A consistent view of one moment.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value

    /// All of it, or nothing; on disk when it returns.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryTransaction) throws -> Value
    ) async throws -> Value
}

extension Repository {
    package var logsOutages: Bool { false }
}

/// What may be asked in one read.
package protocol RepositoryReader:
    OrganizationReader, DeviceReader, FirmwareReader, UpdateReader, RolloutReader, EventReader, WorkerReader,
    SettingReader, AccessTokenReader, TelemetryReader, RetentionReader, CounterReader
{
    /// The instant of the read, the same throughout.
    var now: Timestamp { get }

    func changeMark() throws -> ChangeMark
    func access() throws -> DatabaseAccess
}

/// What may be asked and done in one write.
package protocol RepositoryTransaction:
    RepositoryReader, OrganizationWriter, DeviceWriter, FirmwareWriter, UpdateWriter, BatchWriter, EventWriter,
    WorkerWriter, SettingWriter, AccessTokenWriter, TelemetryWriter, RetentionWriter, CounterWriter
{}
