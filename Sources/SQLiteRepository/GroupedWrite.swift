import GRDB
import Synchronization

/// A write that waits for its turn, whatever it returns.
protocol GroupedWrite: Sendable {
    /// Does it, if it is still wanted, inside of a transaction that goes on whether it succeeds or fails.
    ///
    /// - Throws: what ended the transaction itself.
    func attempt(on connection: Database) throws
    /// Does it, if it is still wanted, in a transaction of its own, and answers.
    func perform(on connection: Database)
    /// Answers what the attempt came to.
    func answer()
    func fail(_ error: any Error)
}

/// A write whose caller waits for what it returns.
final class AwaitedWrite<Value: Sendable>: GroupedWrite {
    private enum Phase {
        /// None before the caller waits.
        case waiting(CheckedContinuation<Value, any Error>?)
        case begun(CheckedContinuation<Value, any Error>)
        case attempted(CheckedContinuation<Value, any Error>, Result<Value, any Error>)
        case ended
    }

    private let body: @Sendable (Database) throws -> Value
    private let phase = Mutex(Phase.waiting(nil))

    init(_ body: @escaping @Sendable (Database) throws -> Value) { self.body = body }

    /// - Returns: whether it is still wanted.
    func await(by continuation: CheckedContinuation<Value, any Error>) -> Bool {
        let isWanted = phase.withLock { phase in
            guard case .waiting = phase else { return false }
            phase = .waiting(continuation)
            return true
        }
        if !isWanted { continuation.resume(throwing: CancellationError()) }
        return isWanted
    }

    /// Without effect once it has begun.
    func cancel() {
        let continuation = phase.withLock { phase -> CheckedContinuation<Value, any Error>? in
            guard case .waiting(let continuation) = phase else { return nil }
            phase = .ended
            return continuation
        }
        continuation?.resume(throwing: CancellationError())
    }

    func attempt(on connection: Database) throws {
        guard begin() else { return }
        do {
            try connection.executeKept("SAVEPOINT part")
            note(.success(try body(connection)))
            try connection.executeKept("RELEASE part")
        } catch {
            guard connection.isInsideTransaction else { throw error }
            try connection.executeKept("ROLLBACK TO part")
            try connection.executeKept("RELEASE part")
            note(.failure(error))
        }
    }

    func perform(on connection: Database) {
        do {
            try connection.inTransaction(.immediate) {
                guard begin() else { return .rollback }
                note(.success(try body(connection)))
                return .commit
            }
            answer()
        } catch {
            fail(error)
        }
    }

    func answer() {
        if case .attempted(let continuation, let result) = end() { continuation.resume(with: result) }
    }

    func fail(_ error: any Error) {
        switch end() {
        case .waiting(let continuation?), .begun(let continuation), .attempted(let continuation, _):
            continuation.resume(throwing: error)
        case .waiting(nil), .ended: break
        }
    }

    /// - Returns: whether it is still wanted; from then on it is done to its end.
    private func begin() -> Bool {
        phase.withLock { phase in
            switch phase {
            case .waiting(let continuation?): phase = .begun(continuation)
            case .begun, .attempted: break
            case .waiting(nil), .ended: return false
            }
            return true
        }
    }

    private func note(_ result: Result<Value, any Error>) {
        phase.withLock { phase in
            switch phase {
            case .begun(let continuation), .attempted(let continuation, _):
                phase = .attempted(continuation, result)
            case .waiting, .ended: break
            }
        }
    }

    private func end() -> Phase {
        phase.withLock { phase in
            defer { phase = .ended }
            return phase
        }
    }
}

extension Database {
    /// Executes a statement that stays prepared, which those of the driver's own transactions are not.
    func executeKept(_ sql: String) throws { try cachedStatement(sql: sql).execute() }
}
