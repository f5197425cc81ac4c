/// One row of the home screen.
package struct RolloutSummary: Hashable, Sendable {
    package let rollout: Rollout
    /// Its only, or latest, batch; none where its first is still to come. What follows tells of this batch alone until
    /// ``explain(by:)``.
    package let batchID: UpdateBatch.ID?
    package let batchCount: Int
    package let firmwareVersion: String
    package let organizationName: String?
    /// Devices that became final in the last ten minutes.
    package private(set) var recentlyFinished: Int
    /// The most frequent causes of its bad devices, at most three.
    package var reasons: [ReasonSummary]
    /// When the device that has been silent for longest was marked so.
    package private(set) var silentSince: Timestamp?

    package init(
        rollout: Rollout, batchID: UpdateBatch.ID?, batchCount: Int, firmwareVersion: String,
        organizationName: String?, recentlyFinished: Int, reasons: [ReasonSummary] = [], silentSince: Timestamp?
    ) {
        self.rollout = rollout
        self.batchID = batchID
        self.batchCount = batchCount
        self.firmwareVersion = firmwareVersion
        self.organizationName = organizationName
        self.recentlyFinished = recentlyFinished
        self.reasons = reasons
        self.silentSince = silentSince
    }

    /// Tells of all its batches from now on.
    package mutating func explain(by explanation: RolloutExplanation) {
        reasons = explanation.reasons
        recentlyFinished = explanation.recentlyFinished
        silentSince = explanation.silentSince
    }
}

/// Why a rollout goes as it goes, over all its batches.
package struct RolloutExplanation: Hashable, Sendable {
    /// The most frequent causes of its bad devices, with what these have in common.
    package var reasons: [ReasonSummary]
    /// Devices that became final in the last ten minutes.
    package var recentlyFinished: Int
    /// When the device that has been silent for longest was marked so.
    package var silentSince: Timestamp?

    package init(reasons: [ReasonSummary] = [], recentlyFinished: Int = 0, silentSince: Timestamp? = nil) {
        self.reasons = reasons
        self.recentlyFinished = recentlyFinished
        self.silentSince = silentSince
    }
}
