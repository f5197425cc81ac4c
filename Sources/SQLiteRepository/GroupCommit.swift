import GRDB
import Synchronization

/// Commits together what comes while another commit is under way: SQLite syncs the disk at every commit, however small, and
/// only one is under way at a time.
///
/// Nothing waits for others to come: a write that finds no other is done at once, alone. In a group each has a savepoint
/// of its own, so that one that fails takes no other with it; all are answered after the commit.
package final class GroupCommit: Sendable {
    /// More are left to the next commit.
    static let maximumCount = 64

    private struct Queue {
        var waiting: [any GroupedWrite] = []
        var isWorkedOn = false
    }

    private let database: any DatabaseWriter
    private let patience: Duration
    private let queue = Mutex(Queue())

    /// - Parameter patience: once a group has taken this long, the rest is left to the next commit: a short write must not
    ///   wait for long ones behind it.
    package init(_ database: any DatabaseWriter, patience: Duration = .milliseconds(5)) {
        self.database = database
        self.patience = patience
    }

    /// How many writes wait for their turn.
    package var waitingCount: Int { queue.withLock(\.waiting.count) }

    /// Returns once it is on disk. A write that is cancelled before it has begun is not done.
    ///
    /// - Parameter body: may run twice, where something breaks the transaction of its group.
    package func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        let write = AwaitedWrite(body)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if write.await(by: continuation) { add(write) }
            }
        } onCancel: {
            write.cancel()
        }
    }

    /// Has it done in its turn.
    func add(_ write: any GroupedWrite) {
        let isIdle = queue.withLock { queue in
            queue.waiting.append(write)
            defer { queue.isWorkedOn = true }
            return !queue.isWorkedOn
        }
        if isIdle { work() }
    }

    private func work() {
        database.asyncWriteWithoutTransaction { connection in
            self.commitNext(on: connection)
            let goesOn = self.queue.withLock { queue in
                queue.isWorkedOn = !queue.waiting.isEmpty
                return queue.isWorkedOn
            }
            if goesOn { self.work() }
        }
    }

    private func commitNext(on connection: Database) {
        let writes = queue.withLock { queue in
            let next = Array(queue.waiting.prefix(Self.maximumCount))
            queue.waiting.removeFirst(next.count)
            return next
        }
        if writes.count == 1 {
            writes[0].perform(on: connection)
        } else {
            let rest = writes.dropFirst(commit(writes, on: connection))
            queue.withLock { $0.waiting.insert(contentsOf: rest, at: 0) }
        }
    }

    /// - Returns: for how many of them, from the first on, that was the end.
    private func commit(_ writes: [any GroupedWrite], on connection: Database) -> Int {
        var count = 0
        do {
            try connection.inTransaction(.immediate) {
                let start = ContinuousClock.now
                for write in writes where count == 0 || ContinuousClock.now - start < patience {
                    count += 1
                    try write.attempt(on: connection)
                }
                return .commit
            }
            for write in writes.prefix(count) { write.answer() }
            return count
        } catch  where count == 0 {
            // The lock did not come, and would not come sooner for each alone.
            for write in writes { write.fail(error) }
            return writes.count
        } catch {
            for write in writes.prefix(count) { write.perform(on: connection) }
            return count
        }
    }
}
