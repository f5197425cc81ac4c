import Logging
import SQLStorage
import SlipwayCore

/// The repository in a PostgreSQL database that any number of programs on any number of machines share.
package final class PostgresRepository: Repository {
    /// What a caller may do with the database.
    package enum Mode: Hashable, Sendable {
        case readWrite
        case readOnly
    }

    package let logsOutages = true
    package var hasOwnClock: Bool { clock == nil }
    let address: String
    private let pool: PostgresPool
    private let mode: Mode
    private let limits: PostgresLimits
    private let clock: (@Sendable () -> Timestamp)?
    private let roundTrips = RoundTrips()

    /// How often its connections have sent something and waited for the answer, since it was made.
    package var roundTripCount: Int { roundTrips.count }

    /// Connects when it is first asked for something, and asks every connection for the schema of this program first.
    ///
    /// - Parameter clock: none for the server's own, which is the same for all who share it.
    package convenience init(
        _ location: PostgresLocation, mode: Mode = .readWrite, limits: PostgresLimits = PostgresLimits(),
        clock: (@Sendable () -> Timestamp)? = nil, logger: Logger
    ) {
        let migrator = SchemaMigrator(address: location.description)
        self.init(location, mode: mode, limits: limits, clock: clock, logger: logger) { session in
            try migrator.requireCurrent(session)
        }
    }

    /// - Parameter prepare: is done with every connection that has been made, before anything else.
    init(
        _ location: PostgresLocation, mode: Mode, limits: PostgresLimits, clock: (@Sendable () -> Timestamp)?,
        logger: Logger, prepare: @escaping @Sendable (PostgresSession) throws -> Void
    ) {
        address = location.description
        self.mode = mode
        self.limits = limits
        self.clock = clock
        let pace = ReconnectPace(address: location.description, logger: logger)
        pool = PostgresPool(limit: limits.connections, patience: limits.waiting) { [roundTrips] in
            PostgresConnection(
                location, limits: limits, pace: pace, roundTrips: roundTrips, logger: logger, prepare: prepare)
        }
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        try await transaction(TransactionKind(.read, clock: clock)) { try body($0) }
    }

    package func ask<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        do {
            return try await transaction(TransactionKind(.question, clock: clock)) { try body($0) }
        } catch is SecondQuestion {
            return try await read(body)
        }
    }

    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryTransaction) throws -> Value
    ) async throws -> Value {
        guard mode == .readWrite else { throw SlipwayError.databaseReadOnly }
        return try await transaction(TransactionKind(.write, clock: clock)) { try body($0) }
    }

    /// Runs again what others got in the way of, and what was lost before its end was asked for.
    private func transaction<Value: Sendable>(
        _ kind: TransactionKind, _ body: @escaping @Sendable (PostgresTransaction) throws -> Value
    ) async throws -> Value {
        try await mapping {
            try await pool.withConnection { connection in
                var repeats = Repeats(limits: limits)
                while true {
                    do {
                        return try await connection.perform { try $0.transaction(kind, body) }
                    } catch let fault as TransactionFault where repeats.allow(fault) {
                        try await Task.sleep(for: repeats.pause)
                    }
                }
            }
        }
    }

    /// Anything on a connection of the pool, outside of a transaction.
    func perform<Value: Sendable>(
        _ work: @escaping @Sendable (PostgresSession) throws -> Value
    ) async throws -> Value {
        try await mapping { try await pool.withConnection { try await $0.perform(work) } }
    }

    private func mapping<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let fault as TransactionFault {
            if fault.isCommitSent, fault.fault.isUnreachable { throw SlipwayError.commitUnknown }
            throw SlipwayError(fault.fault, address: address)
        } catch let fault as PostgresFault {
            throw SlipwayError(fault, address: address)
        } catch is PoolExhausted {
            throw SlipwayError.databaseUnavailable("all connections to \(address) are in use")
        }
    }
}

extension SlipwayError {
    fileprivate static let commitUnknown = databaseUnavailable(
        "the connection broke in the moment of saving: look whether it was saved")
}

/// How often one transaction has been run again.
private struct Repeats {
    private let limits: PostgresLimits
    private var collisions = 0
    private var losses = 0

    init(limits: PostgresLimits) { self.limits = limits }

    mutating func allow(_ fault: TransactionFault) -> Bool {
        guard fault.mayBeRepeated else { return false }
        if fault.fault.isContention {
            collisions += 1
            return collisions < limits.attempts
        }
        losses += 1
        // A stale connection is replaced by a new one; if that is lost too, the server is away.
        return losses == 1
    }

    /// Of random length, so that those that collided do not do so again.
    var pause: Duration {
        losses > 0 ? .zero : .milliseconds(2) * (1 << min(collisions, 6)) * Double.random(in: 0.5...1)
    }
}
