import CLibPQ
import Logging
import SlipwayCore

/// One connection, opened when it is first needed and again when it was lost; its work runs on a queue of its own.
actor PostgresConnection {
    private let queue = ConnectionQueue()
    private let location: PostgresLocation
    private let limits: PostgresLimits
    private let pace: ReconnectPace
    private let roundTrips: RoundTrips
    private let logger: Logger
    private let prepare: @Sendable (PostgresSession) throws -> Void
    private var session: PostgresSession?

    /// - Parameter prepare: is done with every connection that has been made, before anything else.
    init(
        _ location: PostgresLocation, limits: PostgresLimits, pace: ReconnectPace, roundTrips: RoundTrips,
        logger: Logger, prepare: @escaping @Sendable (PostgresSession) throws -> Void
    ) {
        self.location = location
        self.limits = limits
        self.pace = pace
        self.roundTrips = roundTrips
        self.logger = logger
        self.prepare = prepare
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    /// Carries out `work` from beginning to end; when the task is cancelled, so is what the server does for it.
    ///
    /// - Throws: what `work` throws, and a `PostgresFault` where there is no connection.
    nonisolated func perform<Value: Sendable>(
        _ work: @escaping @Sendable (PostgresSession) throws -> Value
    ) async throws -> Value {
        let cancellation = Cancellation()
        return try await withTaskCancellationHandler {
            try await run(work, cancellation)
        } onCancel: {
            cancellation.cancel()
        }
    }

    private func run<Value: Sendable>(
        _ work: @Sendable (PostgresSession) throws -> Value, _ cancellation: Cancellation
    ) throws -> Value {
        let session = try openedSession()
        guard cancellation.begin(session.cancelRequest) else { throw CancellationError() }
        let result = Result { try work(session) }
        // A late request would hit the next statement: the connection ends with what it was meant for.
        let wasCancelled = cancellation.end()
        if wasCancelled || !session.isOpen || session.isInTransaction { self.session = nil }
        if case .failure(let error) = result {
            if wasCancelled { throw CancellationError() }
            let fault = error as? PostgresFault ?? (error as? TransactionFault)?.fault
            if let fault, fault.endsConnection { self.session = nil }
        }
        return try result.get()
    }

    private func openedSession() throws -> PostgresSession {
        if let session, session.isOpen { return session }
        session = nil
        try pace.waitForTurn()
        let opened = try openSession()
        try prepare(opened)
        session = opened
        return opened
    }

    private func openSession() throws(PostgresFault) -> PostgresSession {
        do {
            let opened = try PostgresSession.open(
                location, limits: limits, roundTrips: roundTrips, logger: logger)
            pace.recordSuccess()
            return opened
        } catch {
            pace.recordFailure(error)
            throw error
        }
    }
}
