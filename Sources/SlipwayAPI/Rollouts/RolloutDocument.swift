import SlipwayCore
import SlipwayServices

/// A rollout as the API gives it in lists: itself and its figures, those of all its batches together.
package struct RolloutDocument: Encodable {
    private let rollout: Rollout

    package init(_ rollout: Rollout) { self.rollout = rollout }

    package func encode(to encoder: any Encoder) throws {
        try rollout.counters.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rollout.id, forKey: .id)
        try container.encode(rollout.name, forKey: .name)
        try container.encode(rollout.organizationID, forKey: .organizationID)
        try container.encode(rollout.firmwareID, forKey: .firmwareID)
        try container.encode(rollout.status.rawValue, forKey: .status)
        try container.encode(rollout.maximumInFlight, forKey: .maximumInFlight)
        try container.encode(rollout.joinsPerMinute, forKey: .joinsPerMinute)
        try container.encode(rollout.bytesPerSecond, forKey: .bytesPerSecond)
        let pause = rollout.status == .paused ? rollout.pause : nil
        try container.encode(pause?.cause.rawValue, forKey: .pausedBy)
        try container.encode(pause?.reason, forKey: .pauseReason)
        try container.encode(rollout.targets.map(Targets.init), forKey: .targets)
        try container.encode(rollout.schedule.startAt, forKey: .startAt)
        try container.encode(rollout.schedule.endAt, forKey: .endAt)
        try container.encode(rollout.schedule.startedAt, forKey: .startedAt)
        try container.encode(rollout.schedule.window.map(WindowDocument.init), forKey: .window)
        try container.encode(rollout.preparedRollback, forKey: .preparedRollback)
        try container.encode(rollout.rollbackDraft.preparedAt, forKey: .rollbackPreparedAt)
        try container.encode(rollout.origin.map(Origin.init), forKey: .origin)
        try container.encode(rollout.exclusion?.filters ?? [], forKey: .exclusions)
        try container.encode(rollout.createdBy, forKey: .createdBy)
        let approval = rollout.approval
        try container.encode(approval.revision, forKey: .revision)
        try container.encode(approval.submission?.by, forKey: .submittedBy)
        try container.encode(approval.submission?.at, forKey: .submittedAt)
        try container.encode(approval.submittedCount, forKey: .submittedCount)
        try container.encode(approval.approval?.by, forKey: .approvedBy)
        try container.encode(approval.approval?.at, forKey: .approvedAt)
        try container.encode(approval.approvedCount, forKey: .approvedCount)
        try container.encode(rollout.createdAt, forKey: .createdAt)
        try container.encode(rollout.updatedAt, forKey: .updatedAt)
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, status, targets, window, origin, exclusions, revision
        case organizationID = "organization_id"
        case firmwareID = "firmware_id"
        case maximumInFlight = "max_in_flight"
        case joinsPerMinute = "joins_per_minute"
        case bytesPerSecond = "bytes_per_second"
        case pausedBy = "paused_by"
        case pauseReason = "pause_reason"
        case startAt = "start_at"
        case endAt = "end_at"
        case startedAt = "started_at"
        case preparedRollback = "prepared_rollback"
        case rollbackPreparedAt = "rollback_prepared_at"
        case createdBy = "created_by"
        case submittedBy = "submitted_by"
        case submittedAt = "submitted_at"
        case submittedCount = "submitted_count"
        case approvedBy = "approved_by"
        case approvedAt = "approved_at"
        case approvedCount = "approved_count"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }

    /// The rollout whose devices it brings back, or tries again.
    private struct Origin: Encodable {
        let kind: String
        let rolloutID: Rollout.ID

        init(_ origin: RolloutOrigin) {
            switch origin {
            case .rollback(let rollout): (kind, rolloutID) = ("rollback", rollout)
            case .retry(let rollout): (kind, rolloutID) = ("retry", rollout)
            }
        }

        private enum CodingKeys: String, CodingKey {
            case kind
            case rolloutID = "rollout_id"
        }
    }

    /// None where it has no plan, and thus one batch.
    private struct Targets: Encodable {
        let isSettled: Bool
        let total: Int
        let waiting: Int
        /// Of those that it takes later as well: how many it took, and when it looks for the next.
        let joinedLater: Int?
        let looksAgainAt: Timestamp?

        init(_ targets: RolloutTargets) {
            isSettled = targets.isFrozen
            total = targets.total
            waiting = targets.left
            joinedLater = targets.joinedLater
            looksAgainAt = targets.takesLater ? targets.nextWalkAt : nil
        }
    }
}

/// The window that is open, or opens next; outside of it no device of the rollout is offered its release.
package struct WindowDocument: Encodable {
    package let opensAt: Timestamp
    package let closesAt: Timestamp

    init(_ window: MaintenanceWindow) {
        opensAt = window.opensAt
        closesAt = window.closesAt
    }
}

extension RolloutDocument {
    static let sample = RolloutDocument(.sample)
}

extension Rollout {
    static let sample = Rollout(
        id: .init(1), organizationID: .init(1), name: "acme to 4.12.0", firmwareID: .init(1), status: .paused,
        maximumInFlight: 1_000, joinsPerMinute: 50, bytesPerSecond: 5_000_000, pause: RolloutPause(.gate, reason: ""),
        resumedAt: .sample, createdBy: "ada",
        approval: RolloutApproval(
            submission: .init(by: "ada", at: .sample), submittedCount: 125_000,
            approval: .init(by: "bob", at: .sample), approvedCount: 125_000),
        rollbackDraft: RollbackDraft(
            isWanted: true, preparedAt: .sample,
            text: #"{"groups":[{"firmware_version":"4.11.3","devices":50,"under_way":2}],"unknown":0,"faults":[""]}"#),
        origin: .rollback(of: .init(1)), exclusion: StandingExclusion(text: "hardware=C", cursor: nil),
        targets: RolloutTargets(
            isFrozen: false, total: 125_000, left: 123_750, nextWalkAt: .sample, joinedLater: 12), schedule: .sample,
        counters: BatchCounters(), createdAt: .sample, updatedAt: .sample)
}

extension RolloutSchedule {
    static let sample = RolloutSchedule(
        startAt: .sample, endAt: .sample, startedAt: .sample,
        window: MaintenanceWindow(opensAt: .sample, closesAt: .sample))
}
