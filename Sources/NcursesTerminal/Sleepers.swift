import Glibc
import Synchronization

/// Tasks that sleep until a time comes, woken by a thread that knows how long it may sleep itself: a timer of the system
/// would wake several threads each time.
final class Sleepers: Sendable {
    private struct State {
        var sleepers: [Sleeper] = []
        /// Cancelled before they slept.
        var cancelled: Set<Int> = []
        var lastID = 0
    }

    private struct Sleeper {
        let id: Int
        /// Milliseconds of the monotonic clock.
        let deadline: Int64
        let continuation: CheckedContinuation<Void, Never>
    }

    private let state = Mutex(State())

    /// - Parameter slept: called as soon as the time is known, for the thread to look at ``timeout`` again.
    /// - Throws: `CancellationError`, and at once.
    func sleep(milliseconds: Int64, slept: @Sendable () -> Void) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        let deadline = Self.now() + milliseconds
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                add(Sleeper(id: id, deadline: deadline, continuation: continuation))
                slept()
            }
        } onCancel: {
            cancel(id)
        }
        state.withLock { _ = $0.cancelled.remove(id) }
        try Task.checkCancellation()
    }

    /// Milliseconds until the next one is to be woken, as `poll` takes them: -1 for ever.
    var timeout: Int32 {
        guard let next = state.withLock({ $0.sleepers.map(\.deadline).min() }) else { return -1 }
        return Int32(clamping: max(0, next - Self.now()))
    }

    func wakeDue() {
        let now = Self.now()
        let due = state.withLock { state in
            let due = state.sleepers.filter { $0.deadline <= now }
            if !due.isEmpty { state.sleepers.removeAll { $0.deadline <= now } }
            return due
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    private func add(_ sleeper: Sleeper) {
        let isCancelled = state.withLock { state in
            if state.cancelled.contains(sleeper.id) { return true }
            state.sleepers.append(sleeper)
            return false
        }
        if isCancelled { sleeper.continuation.resume() }
    }

    private func cancel(_ id: Int) {
        let sleeper = state.withLock { state -> Sleeper? in
            state.cancelled.insert(id)
            guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else { return nil }
            return state.sleepers.remove(at: index)
        }
        sleeper?.continuation.resume()
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        // Rounded down, so that what is due then is never found not to be.
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
