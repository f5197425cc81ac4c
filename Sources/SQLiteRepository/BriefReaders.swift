import GRDB
import Synchronization

/// Connections for reads of a few rows, which are done on the thread that asks: such a read takes less time than to wake
/// another thread, and to be woken by it.
///
/// None of them ever waits for a lock or for its turn, so that a thread that serves many can afford to ask.
final class BriefReaders: Sendable {
    /// As many threads may read at the same time.
    static let limit = 4

    private struct State {
        var idle: [DatabaseQueue] = []
        var count = 0
    }

    private enum Place {
        case idle(DatabaseQueue)
        case new
    }

    private let state = Mutex(State())
    private let open: @Sendable () throws -> DatabaseQueue

    /// - Parameter open: makes a connection that gives up at once what is locked.
    init(open: @escaping @Sendable () throws -> DatabaseQueue) { self.open = open }

    /// - Returns: none where it would have to wait, or cannot be opened here: then it is to be read elsewhere, where that
    ///   takes its time and says what is wrong.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value? {
        guard let queue = take() else { return nil }
        defer { state.withLock { $0.idle.append(queue) } }
        do {
            return try queue.unsafeRead { try Self.inTransaction($0, body) }
        } catch let error as DatabaseError where BusyWait.mayPass(error) {
            return nil
        }
    }

    private func take() -> DatabaseQueue? {
        let place = state.withLock { state -> Place? in
            if let queue = state.idle.popLast() { return .idle(queue) }
            guard state.count < Self.limit else { return nil }
            state.count += 1
            return .new
        }
        switch place {
        case .idle(let queue): return queue
        case .new:
            if let queue = try? open() { return queue }
            state.withLock { $0.count -= 1 }
            return nil
        case nil: return nil
        }
    }

    private static func inTransaction<Value>(
        _ connection: Database, _ body: (Database) throws -> Value
    ) throws -> Value {
        try connection.executeKept("BEGIN")
        defer { end(connection) }
        return try body(connection)
    }

    private static func end(_ connection: Database) {
        guard connection.isInsideTransaction else { return }
        do {
            try connection.executeKept("COMMIT")
        } catch {
            try? connection.rollback()
        }
    }
}
