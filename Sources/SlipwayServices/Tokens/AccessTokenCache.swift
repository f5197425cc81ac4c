import SlipwayCore
import Synchronization

/// Who the access tokens are that were looked up a moment ago.
///
/// A token that this process revokes is forgotten at once, one that another revokes within ``validity``. What no token is
/// is not kept: a new one opens from its creation on.
package final class AccessTokenCache: Sendable {
    typealias Instant = ContinuousClock.Instant

    package static let validity: Duration = .seconds(1)
    static let limit = 1_024

    /// A look-up that has begun.
    struct LookUp: Sendable {
        fileprivate let begunAt: Instant
        fileprivate let generation: Int
    }

    private struct Entry: Sendable {
        let principal: Principal
        let end: Instant
    }

    private struct State: Sendable {
        /// By the hash of the token.
        var entries: [String: Entry] = [:]
        /// How often it was emptied.
        var generation = 0
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Instant

    /// - Parameter now: of a stopwatch.
    package init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.now = now
    }

    var count: Int { state.withLock { $0.entries.count } }

    func principal(ofHash hash: String) -> Principal? {
        guard let entry = state.withLock({ $0.entries[hash] }), now() < entry.end else { return nil }
        return entry.principal
    }

    /// Call it before the database is asked.
    func beginLookUp() -> LookUp {
        let begunAt = now()
        return LookUp(begunAt: begunAt, generation: state.withLock { $0.generation })
    }

    /// Keeps what a look-up has found, unless a token was revoked since it began: it may have read the one that is gone.
    ///
    /// - Parameter remaining: until the token expires, as of the look-up; none where it never does.
    func keep(_ principal: Principal, ofHash hash: String, remaining: Duration?, foundBy lookUp: LookUp) {
        let entry = Entry(
            principal: principal, end: lookUp.begunAt + min(Self.validity, remaining ?? Self.validity))
        state.withLock { state in
            guard state.generation == lookUp.generation else { return }
            if state.entries.count >= Self.limit { state.entries.removeAll(keepingCapacity: true) }
            state.entries[hash] = entry
        }
    }

    func empty() {
        state.withLock { state in
            state.generation += 1
            state.entries.removeAll(keepingCapacity: true)
        }
    }
}
