import SlipwayCore

/// What a batch would do, or did: who takes part, and who is left out and why.
package struct PlanDocument: Encodable {
    package let willUpdate: Int
    package let alreadyOnVersion: Int
    package let downgrades: Int
    /// Of devices whose version cannot be compared, so that neither a minimum nor a step back can be told.
    package let notComparable: IncomparableVersions
    /// What a creation is told to expect.
    package let fingerprint: PlanFingerprint
    package let skipped: [SkippedDevice]
    package let startAt: Timestamp?
    package let endAt: Timestamp?

    package init(_ plan: BatchPlan, schedule: RolloutSchedule = RolloutSchedule()) {
        willUpdate = plan.included.count
        alreadyOnVersion = plan.alreadyOnVersion
        downgrades = plan.downgrades
        notComparable = plan.notComparable
        fingerprint = plan.fingerprint
        skipped = plan.skipped
        startAt = schedule.startAt
        endAt = schedule.endAt
    }

    static let sample = PlanDocument(.sample, schedule: RolloutSchedule(startAt: .sample, endAt: .sample))
}

extension BatchPlan {
    static let sample = BatchPlan(
        candidates: [
            BatchCandidate(
                deviceID: .init(1), deviceUID: "dev-001", organizationID: .init(1), active: true, updatesEnabled: true,
                firmwareVersion: "build-7", hardwareVersion: "C", isUpdating: false)
        ], unknown: ["dev-002"], release: .sample, leavesOutCurrent: false)
}
