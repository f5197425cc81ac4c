import SlipwayCore
import Synchronization

/// Logs a database outage once per process, not once per background loop, and its end when the last loop works again.
package final class OutageLog: Sendable {
    private struct State: Sendable {
        var failing: Set<String> = []
        var toldCode: String?
    }

    private let state = Mutex(State())
    private let isLossToldElsewhere: Bool

    /// - Parameter isLossToldElsewhere: whether another part of the program says when the database is lost and found.
    package init(isLossToldElsewhere: Bool = false) { self.isLossToldElsewhere = isLossToldElsewhere }

    /// - Returns: whether this has to be told.
    func begin(_ error: SlipwayError, of loop: String) -> Bool {
        state.withLock { state in
            state.failing.insert(loop)
            if isLossToldElsewhere, case .away? = error.databaseFailure { return false }
            guard state.toldCode != error.code else { return false }
            state.toldCode = error.code
            return true
        }
    }

    /// - Returns: whether this has to be told.
    func end(of loop: String) -> Bool {
        state.withLock { state in
            guard state.failing.remove(loop) != nil, state.failing.isEmpty else { return false }
            defer { state.toldCode = nil }
            return state.toldCode != nil
        }
    }
}
