/// One row of the home screen.
package struct RolloutSummary: Hashable, Sendable {
    package let rollout: Rollout
    /// Its only, or latest, batch; none where its first is still to come.
    package let batchID: UpdateBatch.ID?
    package let batchCount: Int
    package let firmwareVersion: String
    package let organizationName: String?
    /// Devices that became final in the last ten minutes.
    package let recentlyFinished: Int
    /// The most frequent causes of its bad devices, at most three.
    package var reasons: [ReasonSummary]
    /// When the device that has been silent for longest was marked so.
    package let silentSince: Timestamp?

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
}
