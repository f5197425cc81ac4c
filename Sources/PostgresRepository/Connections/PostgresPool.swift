import Dispatch
import Synchronization

/// A bounded number of connections, given to those who ask in their order; none waits longer than a limit.
final class PostgresPool: Sendable {
    /// One who asks for a connection.
    private final class Ticket: Sendable {
        let isCancelled = Atomic(false)
    }

    private struct Waiter: Sendable {
        let ticket: Ticket
        let continuation: CheckedContinuation<PostgresConnection, any Error>
    }

    private struct State: Sendable {
        /// The one used last is used first, so that the others may rest.
        var idle: [PostgresConnection] = []
        var made = 0
        var waiters: [Waiter] = []
    }

    private let state = Mutex(State())
    private let limit: Int
    private let patience: Duration
    private let make: @Sendable () -> PostgresConnection

    init(limit: Int, patience: Duration, make: @escaping @Sendable () -> PostgresConnection) {
        self.limit = max(limit, 1)
        self.patience = patience
        self.make = make
    }

    /// - Throws: `PoolExhausted`, `CancellationError`, or what `body` throws.
    func withConnection<Value: Sendable>(
        _ body: (PostgresConnection) async throws -> Value
    ) async throws -> Value {
        let connection = try await take()
        defer { giveBack(connection) }
        return try await body(connection)
    }

    private func take() async throws -> PostgresConnection {
        let ticket = Ticket()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { enter(Waiter(ticket: ticket, continuation: $0)) }
        } onCancel: {
            // First the mark, then the search: who is not waiting yet finds the mark.
            ticket.isCancelled.store(true, ordering: .sequentiallyConsistent)
            remove(ticket, throwing: CancellationError())
        }
    }

    private func enter(_ waiter: Waiter) {
        let outcome: Result<PostgresConnection, any Error>? = state.withLock { state in
            let isCancelled = waiter.ticket.isCancelled.load(ordering: .sequentiallyConsistent)
            if isCancelled { return .failure(CancellationError()) }
            if let idle = state.idle.popLast() { return .success(idle) }
            if state.made < limit {
                state.made += 1
                return .success(make())
            }
            state.waiters.append(waiter)
            return nil
        }
        if let outcome { return waiter.continuation.resume(with: outcome) }
        DispatchQueue.global().asyncAfter(deadline: .now() + patience / .seconds(1)) { [weak self] in
            self?.remove(waiter.ticket, throwing: PoolExhausted())
        }
    }

    private func giveBack(_ connection: PostgresConnection) {
        let next: Waiter? = state.withLock { state in
            guard state.waiters.isEmpty else { return state.waiters.removeFirst() }
            state.idle.append(connection)
            return nil
        }
        next?.continuation.resume(returning: connection)
    }

    /// Changes nothing where the ticket does not wait any more.
    private func remove(_ ticket: Ticket, throwing error: any Error) {
        let waiter: Waiter? = state.withLock { state in
            guard let index = state.waiters.firstIndex(where: { $0.ticket === ticket }) else { return nil }
            return state.waiters.remove(at: index)
        }
        waiter?.continuation.resume(throwing: error)
    }
}

/// Every connection was in use for longer than anybody waits.
struct PoolExhausted: Error, Hashable {}
