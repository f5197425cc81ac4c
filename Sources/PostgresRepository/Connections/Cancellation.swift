import Synchronization

/// Whether one piece of work on a connection has been cancelled; a cancellation comes from any thread, at any time.
final class Cancellation: Sendable {
    private enum State: Sendable {
        case waiting
        case running(CancelRequest?)
        case cancelled
        case ended
    }

    private let state = Mutex(State.waiting)

    /// - Returns: false where it has been cancelled already.
    func begin(_ request: CancelRequest?) -> Bool {
        state.withLock { state in
            guard case .waiting = state else { return false }
            state = .running(request)
            return true
        }
    }

    func cancel() {
        state.withLock { state in
            if case .running(let request) = state { request?.send() }
            guard case .ended = state else { return state = .cancelled }
        }
    }

    /// - Returns: whether it was cancelled, so that a request may still be on its way.
    func end() -> Bool {
        state.withLock { state in
            if case .cancelled = state { return true }
            state = .ended
            return false
        }
    }
}
