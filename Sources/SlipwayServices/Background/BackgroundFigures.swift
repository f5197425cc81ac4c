import SlipwayCore
import Synchronization

/// A background loop of a process; the names are those of the metrics.
package enum LoopName: String, CaseIterable, Sendable {
    case workerHeartbeat = "worker_heartbeat"
    case batchProcessor = "batch_processor"
    case rolloutConductor = "rollout_conductor"
    case deadlineSweep = "deadline_sweep"
    case verificationSweep = "verification_sweep"
    case reportFlush = "report_flush"
    case uploadCleanup = "upload_cleanup"
    case retention
    case counterAudit = "counter_audit"
    case firmwareCache = "firmware_cache"

    /// For the log.
    var text: String {
        switch self {
        case .workerHeartbeat: "the worker heartbeat"
        case .batchProcessor: "the batch processor"
        case .rolloutConductor: "the conductor of rollouts"
        case .deadlineSweep: "the deadline sweep"
        case .verificationSweep: "the verification sweep"
        case .reportFlush: "the report flush"
        case .uploadCleanup: "the upload cleanup"
        case .retention: "the retention"
        case .counterAudit: "the audit of the figures"
        case .firmwareCache: "the firmware cache"
        }
    }
}

/// How the background loops of this process fare; since it started.
package final class BackgroundFigures: Sendable {
    package struct Loop: Sendable {
        /// None where no step has succeeded yet.
        package fileprivate(set) var lastSuccess: ContinuousClock.Instant?
        /// Steps that failed, and records that a step could not work on.
        package fileprivate(set) var failures = 0
    }

    private let state = Mutex<[LoopName: Loop]>([:])

    package init() {}

    package func countFailures(_ count: Int = 1, of loop: LoopName) {
        state.withLock { $0[loop, default: Loop()].failures += count }
    }

    /// Whether the worker heartbeat, which writes every few seconds, lately could: a full disk is read as before. True
    /// where this process writes none.
    package var canWrite: Bool {
        guard let heartbeat = state.withLock({ $0[.workerHeartbeat] }), heartbeat.failures > 0 else { return true }
        return heartbeat.lastSuccess.map { ContinuousClock.now - $0 < Worker.patience } ?? false
    }

    func noteSuccess(of loop: LoopName) {
        state.withLock { $0[loop, default: Loop()].lastSuccess = ContinuousClock.now }
    }

    /// Those that have begun, by name.
    package var loops: [(name: LoopName, loop: Loop)] {
        state.withLock { state in
            LoopName.allCases.compactMap { name in state[name].map { (name: name, loop: $0) } }
        }
    }
}
