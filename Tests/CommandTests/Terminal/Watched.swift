import Synchronization

/// A value behind a lock, for whose changes a test waits with a deadline instead of asking again and again.
///
/// Threads that block change it; those that wait for it never block a thread of the cooperative pool.
final class Watched<Value>: Sendable {
    private struct State {
        var value: Value
        var changes = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(_ value: sending Value) {
        state = Mutex(State(value: value))
    }

    /// Looks at the value, or changes it in a way that nobody waits for.
    func read<Result: Sendable>(_ body: @Sendable (inout Value) throws -> Result) rethrows -> Result {
        try state.withLock { try body(&$0.value) }
    }

    /// Changes the value and lets all who wait look again.
    func change<Result: Sendable>(_ body: @Sendable (inout Value) throws -> Result) rethrows -> Result {
        defer { wakeAll() }
        return try state.withLock { try body(&$0.value) }
    }

    /// Takes a snapshot now and after each change until `find` finds something in one; nil when `timeout` has passed.
    func wait<Snapshot: Sendable, Found>(
        timeout: Duration, snapshot: @Sendable (inout Value) -> Snapshot, find: (Snapshot) throws -> Found?
    ) async throws -> Found? {
        let deadline = ContinuousClock.now + timeout
        async let _: Void = wakeAll(at: deadline)
        while true {
            let (changes, current) = state.withLock { ($0.changes, snapshot(&$0.value)) }
            if let found = try find(current) { return found }
            if ContinuousClock.now >= deadline { return nil }
            try Task.checkCancellation()
            await change(after: changes)
        }
    }

    private func change(after changes: Int) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isLate = state.withLock { state in
                    if state.changes == changes, !Task.isCancelled { state.waiting.append(continuation) }
                    return state.changes != changes || Task.isCancelled
                }
                if isLate { continuation.resume() }
            }
        } onCancel: {
            wakeAll()
        }
    }

    private func wakeAll(at deadline: ContinuousClock.Instant) async {
        try? await Task.sleep(until: deadline)
        wakeAll()
    }

    private func wakeAll() {
        let waiting = state.withLock { state in
            state.changes += 1
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
