import SlipwayCore

/// The answer of a dry run.
package struct BatchPlanResult: Hashable, Sendable {
    package let plan: BatchPlan
    package let release: FirmwareRelease
    package let schedule: RolloutSchedule

    package init(plan: BatchPlan, release: FirmwareRelease, schedule: RolloutSchedule = RolloutSchedule()) {
        self.plan = plan
        self.release = release
        self.schedule = schedule
    }
}

/// The answer of a creation.
package struct CreatedBatch: Hashable, Sendable {
    package let batch: UpdateBatch
    /// That has no other batch.
    package let rollout: Rollout
    /// Empty for a repeat: who was left out then is in the events of the batch.
    package let plan: BatchPlan
    /// Whether an earlier request with the same id has created it.
    package let wasRepeat: Bool

    package init(batch: UpdateBatch, rollout: Rollout, plan: BatchPlan, wasRepeat: Bool) {
        self.batch = batch
        self.rollout = rollout
        self.plan = plan
        self.wasRepeat = wasRepeat
    }
}
