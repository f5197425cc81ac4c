import PostgresRepository
import SQLiteRepository
import SlipwayCore

/// The databases that must behave alike: every test of the port runs on each of them.
package enum ConformingDatabase: String, CaseIterable, Sendable {
    case inMemory = "in memory"
    case file = "in a file"
    case postgres = "in PostgreSQL"

    /// One of each program, for tests to which it does not matter where SQLite keeps its pages.
    package static let kinds = [inMemory, postgres]

    @discardableResult
    package func withWorld<Value>(_ body: (DatabaseWorld) async throws -> Value) async throws -> Value {
        switch self {
        case .inMemory: try await withRepository { try await body(DatabaseWorld($0, clock: $1)) }
        case .file: try await withFileRepository(readers: 2) { try await body(DatabaseWorld($0, clock: $1)) }
        case .postgres: try await withPostgres { try await body(DatabaseWorld($0, clock: $1, console: $2.console)) }
        }
    }
}

/// What one test has to itself.
package struct DatabaseWorld: Sendable {
    package let repository: any Repository
    package let clock: TestClock
    /// What the figures kept on write say otherwise than the rows; nothing where all is well.
    package let wrongFigures: @Sendable () async throws -> [String]
    /// Changes rows below the port, past every rule of ours.
    package let change: @Sendable (_ statement: String) async throws -> Void

    package init(_ repository: SQLiteRepository, clock: TestClock) {
        self.repository = repository
        self.clock = clock
        wrongFigures = { try await CounterRecount.differences(in: repository) }
        change = { try await repository.execute($0) }
    }

    package init(_ repository: PostgresRepository, clock: TestClock, console: PostgresConsole) {
        self.repository = repository
        self.clock = clock
        wrongFigures = { try await CounterRecount.differences(in: console) }
        change = { _ = try await console.run($0) }
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        try await repository.read(body)
    }

    @discardableResult
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryTransaction) throws -> Value
    ) async throws -> Value {
        try await repository.write(body)
    }

    /// An organization with devices, an approved release and a batch of all of them that has been started.
    @discardableResult
    package func startedBatch(devices count: Int = 3, maximumInFlight: Int = 100) async throws -> StartedBatch {
        try await write { transaction in
            let organization = try transaction.insertOrganization()
            let devices = try transaction.insertDevices(count, in: organization.id)
            let release = try transaction.insertRelease()
            let batch = try transaction.insertBatch(
                of: devices, firmware: release.id, maximumInFlight: maximumInFlight)
            let sessions = try transaction.startBatch(batch)
            return StartedBatch(
                organization: organization, devices: devices, release: release, batch: batch, sessions: sessions)
        }
    }
}

package struct StartedBatch: Sendable {
    package let organization: Organization
    package let devices: [Device]
    package let release: FirmwareRelease
    package let batch: UpdateBatch
    package let sessions: [SessionID]
}
