import SlipwayCore
import Synchronization

/// What people and devices were answered, and when something was about to happen.
final class DayLedger: Sendable {
    /// Something at which a server may be killed.
    enum Scene: String, CaseIterable, Sendable {
        case approve, start, window, exclude
        case rollBack = "roll back"
    }

    struct Moment: Sendable {
        let scene: Scene
        let at: ContinuousClock.Instant
    }

    /// A call by which a device got something of a release that a closed gate would have refused.
    struct Call: Sendable {
        enum Kind: String, Sendable { case offered, acknowledged, fed }

        let kind: Kind
        let deviceUID: String
        let session: SessionID
        let sentAt: Timestamp
        let answeredAt: Timestamp
    }

    struct Approval: Hashable, Sendable {
        let rollout: Rollout.ID
        let revision: Int
    }

    struct Record: Sendable {
        var created: Set<Rollout.ID> = []
        var starts: [Rollout.ID: Timestamp] = [:]
        var approvals: Set<Approval> = []
        /// All in which devices of a rollout might update; those of a rollout without any might at any time.
        var windows: [Rollout.ID: [MaintenanceWindow]] = [:]
        /// When the exclusion of hardware B was answered.
        var exclusions: [Rollout.ID: Timestamp] = [:]
        /// By the rollout that was brought back, those that do it.
        var waysBack: [Rollout.ID: Set<Rollout.ID>] = [:]
        var calls: [Call] = []
        /// What each device said last that it runs; none where it may have become another version since.
        var said: [String: String] = [:]
        /// What must not be, in words.
        var faults: [String] = []
        /// How often nothing answered, or with a failure of the server.
        var failures = 0
    }

    private let state = Mutex(Record())
    private let continuation: AsyncStream<Moment>.Continuation
    /// The latest at least.
    let moments: AsyncStream<Moment>

    init() { (moments, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    var record: Record { state.withLock { $0 } }

    func note(_ change: (inout Record) -> Void) { state.withLock { change(&$0) } }

    func announce(_ scene: Scene) { continuation.yield(Moment(scene: scene, at: .now)) }
}
