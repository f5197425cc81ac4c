/// One release on its way to a part of the fleet, in one or more batches.
package struct Rollout: Hashable, Sendable {
    package typealias ID = RecordID<Rollout>

    package static let defaultMaximumInFlight = 100

    package let id: ID
    /// None where its devices belong to several organizations.
    package let organizationID: Organization.ID?
    package let name: String
    package let firmwareID: FirmwareRelease.ID
    package var status: RolloutState
    /// At most so many of its sessions are acknowledged, downloading or flashed at a time.
    package var maximumInFlight: Int
    /// At most so many of its devices begin in a minute at present; none where there is no such limit.
    package var joinsPerMinute: Int?
    /// Of all its downloads together; none where these have no limit.
    package var bytesPerSecond: Int?
    /// Why it stands still, as far as it is paused; none also where a program of a release before paused it.
    package var pause: RolloutPause?
    /// When its latest pause ended; the deadlines of all its sessions start again from it.
    package var resumedAt: Timestamp?
    /// Why its gate paused it; none where it is not paused, or by an operator.
    package var brokenGate: String? { status == .paused && pause?.cause == .gate ? pause?.reason : nil }
    /// How the devices differ from those that were approved, where it is paused for that.
    package var drift: String? { status == .paused && pause?.cause == .drift ? pause?.reason : nil }
    package let createdBy: String
    package let approval: RolloutApproval
    /// Whether it is a draft whose approval was asked for.
    package var awaitsApproval: Bool { status == .draft && approval.submission != nil }
    package let rollbackDraft: RollbackDraft
    /// Whether its way back is still to be prepared: its gate has stopped it, and its plan asks for that.
    package var isRollbackDue: Bool { brokenGate != nil && rollbackDraft.isWanted && rollbackDraft.preparedAt == nil }
    /// The rollout that it follows from; none where it stands alone.
    package let origin: RolloutOrigin?
    /// Which devices it leaves out since it began; none where none was excluded.
    package var exclusion: StandingExclusion?
    /// What is in no batch yet; none where it has no plan, and thus one batch from the beginning.
    package let targets: RolloutTargets?
    package let schedule: RolloutSchedule
    package var counters: BatchCounters
    package let createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: ID, organizationID: Organization.ID?, name: String, firmwareID: FirmwareRelease.ID, status: RolloutState,
        maximumInFlight: Int, joinsPerMinute: Int? = nil, bytesPerSecond: Int? = nil,
        pause: RolloutPause? = nil, resumedAt: Timestamp?, createdBy: String,
        approval: RolloutApproval = RolloutApproval(), rollbackDraft: RollbackDraft = RollbackDraft(),
        origin: RolloutOrigin? = nil, exclusion: StandingExclusion? = nil, targets: RolloutTargets? = nil,
        schedule: RolloutSchedule = RolloutSchedule(), counters: BatchCounters, createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.id = id
        self.organizationID = organizationID
        self.name = name
        self.firmwareID = firmwareID
        self.status = status
        self.maximumInFlight = maximumInFlight
        self.joinsPerMinute = joinsPerMinute
        self.bytesPerSecond = bytesPerSecond
        self.pause = pause
        self.resumedAt = resumedAt
        self.createdBy = createdBy
        self.approval = approval
        self.rollbackDraft = rollbackDraft
        self.origin = origin
        self.exclusion = exclusion
        self.targets = targets
        self.schedule = schedule
        self.counters = counters
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

extension Rollout {
    /// What it becomes by the event, as it is now.
    ///
    /// - Throws: ROLLOUT_002 where the event is illegal here.
    package func status(after event: RolloutEvent) throws(SlipwayError) -> RolloutState {
        try status.after(
            event, counters: counters, targets: targets, isSubmitted: approval.submission != nil,
            isToStart: schedule.isToStart)
    }
}

/// What paused a rollout, and why.
package struct RolloutPause: Hashable, Sendable {
    package enum Cause: String, CaseIterable, Hashable, Sendable {
        case `operator`
        case gate
        /// Other devices take part than were approved.
        case drift
    }

    package let cause: Cause
    package let reason: String

    package init(_ cause: Cause, reason: String) {
        self.cause = cause
        self.reason = reason
    }
}

/// What it takes to create a rollout.
package struct NewRollout: Hashable, Sendable {
    package let name: String
    package let organizationID: Organization.ID?
    package let firmwareID: FirmwareRelease.ID
    /// Whether it waits for a person's approval.
    package let isDraft: Bool
    package let maximumInFlight: Int
    /// At most so many of its devices begin in a minute; none where there is no such limit.
    package let joinsPerMinute: Int?
    /// Of all its downloads together; none where these have no limit.
    package let bytesPerSecond: Int?
    /// Over how many its places are spread, by ``PlaceRule``; 1 for a rollout of a single batch.
    package let shards: Int
    package let createdBy: String
    /// Of its only wave; none where nothing stops it by itself, or its plan says what does.
    package let gate: GateRule?
    /// None where it is one batch.
    package let plan: StoredPlan?
    /// Whether its plan has a way back prepared when a gate stops it.
    package let preparesRollback: Bool
    /// Where its start is still to come, it is scheduled; else it is pending.
    package let schedule: RolloutSchedule
    package let origin: RolloutOrigin?
    /// How its devices are first looked for in the journal of its origin; none where they are no origin's.
    package let walk: JournalWalk?
    /// Makes creating it again the same creation.
    package let request: RequestKey?

    package init(
        name: String, organizationID: Organization.ID?, firmwareID: FirmwareRelease.ID, isDraft: Bool = false,
        maximumInFlight: Int, joinsPerMinute: Int? = nil, bytesPerSecond: Int? = nil, shards: Int = 1,
        createdBy: String, gate: GateRule? = nil, plan: StoredPlan? = nil, preparesRollback: Bool = false,
        schedule: RolloutSchedule = RolloutSchedule(), origin: RolloutOrigin? = nil, walk: JournalWalk? = nil,
        request: RequestKey? = nil
    ) {
        self.name = name
        self.organizationID = organizationID
        self.firmwareID = firmwareID
        self.isDraft = isDraft
        self.maximumInFlight = maximumInFlight
        self.joinsPerMinute = joinsPerMinute
        self.bytesPerSecond = bytesPerSecond
        self.shards = shards
        self.createdBy = createdBy
        self.gate = gate
        self.plan = plan
        self.preparesRollback = preparesRollback
        self.schedule = schedule
        self.origin = origin
        self.walk = walk
        self.request = request
    }

    package var status: RolloutState { isDraft ? .draft : schedule.isToStart ? .scheduled : .pending }
}
