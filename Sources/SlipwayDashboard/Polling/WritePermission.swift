import SlipwayCore
import Synchronization
import TerminalUI

/// What the database was last found to let the dashboard do, for all its screens; asked now and then, since a standby
/// may be promoted, and a right given or taken.
final class WritePermission: Sendable {
    /// Milliseconds until it is asked again.
    static let validity: Int64 = 10_000

    private struct State: Sendable {
        var access: DatabaseAccess?
        var askedAt: Int64 = 0
    }

    private let state = Mutex(State())

    /// Why nothing can be changed; none also while that is not known.
    var refusal: SafeText? {
        switch state.withLock({ $0.access }) {
        case .reading: "read-only: your database user may not change anything"
        case .closed: "read-only: the database takes no changes at the moment"
        case .full, .operating, nil: nil
        }
    }

    /// - Parameters:
    ///   - isForced: where the database may be another one than it was.
    ///   - now: milliseconds of a stopwatch.
    func current(
        at now: Int64, isForced: Bool, _ ask: () async throws -> DatabaseAccess
    ) async throws -> DatabaseAccess {
        let known = state.withLock { now - $0.askedAt < Self.validity && !isForced ? $0.access : nil }
        if let known { return known }
        let access = try await ask()
        state.withLock { $0 = State(access: access, askedAt: now) }
        return access
    }
}
