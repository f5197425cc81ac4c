import PostgresRepository
import SQLiteRepository
import SlipwayCore
import TestSupport

/// The databases that must behave alike: every test of the port runs on each of them.
enum ConformingDatabase: String, CaseIterable, Sendable {
    case inMemory = "in memory"
    case file = "in a file"
    case postgres = "in PostgreSQL"

    @discardableResult
    func withWorld<Value>(_ body: (World) async throws -> Value) async throws -> Value {
        switch self {
        case .inMemory: try await withRepository { try await body(World($0, clock: $1)) }
        case .file: try await withFileRepository(readers: 2) { try await body(World($0, clock: $1)) }
        case .postgres: try await withPostgres { try await body(World($0, clock: $1, console: $2.console)) }
        }
    }
}

/// What one test has to itself.
struct World: Sendable {
    let repository: any Repository
    let clock: TestClock
    /// What the figures kept on write say otherwise than the rows; nothing where all is well.
    let wrongFigures: @Sendable () async throws -> [String]
    /// Changes rows below the port, past every rule of ours.
    let change: @Sendable (_ statement: String) async throws -> Void

    init(_ repository: SQLiteRepository, clock: TestClock) {
        self.repository = repository
        self.clock = clock
        wrongFigures = { try await CounterRecount.differences(in: repository) }
        change = { try await repository.execute($0) }
    }

    init(_ repository: PostgresRepository, clock: TestClock, console: PostgresConsole) {
        self.repository = repository
        self.clock = clock
        wrongFigures = { try await CounterRecount.differences(in: console) }
        change = { _ = try await console.run($0) }
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        try await repository.read(body)
    }

    @discardableResult
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryTransaction) throws -> Value
    ) async throws -> Value {
        try await repository.write(body)
    }

    /// An organization with devices, an approved release and a batch of all of them that has been started.
    @discardableResult
    func startedBatch(devices count: Int = 3, maximumInFlight: Int = 100) async throws -> StartedBatch {
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

struct StartedBatch: Sendable {
    let organization: Organization
    let devices: [Device]
    let release: FirmwareRelease
    let batch: UpdateBatch
    let sessions: [SessionID]
}
