/// One step of a session with its consequences, to be carried out in one transaction.
package struct SessionMove: Hashable, Sendable {
    package let session: UpdateSession.ID
    package let device: Device.ID
    /// The state in which it must still be.
    package let from: UpdateSessionState
    package let to: UpdateSessionState
    package let deadlineAt: Timestamp?
    /// Whether the device itself has spoken, which ends its silence.
    package let isReport: Bool
    package var reasonCode: ReasonCode?
    package var failureReason: String?
    package var reasonKey: ReasonKey?
    /// The version that the device runs from now on; none where the step says nothing about it.
    package var firmwareVersion: String?
    /// Where the device's part in its batch goes; none where it stays.
    package var batchDeviceStatus: UpdateBatchDeviceState?
    /// When the device counts as lost unless a word comes of it; none where the step asks for none.
    package var verifyBy: Timestamp?
    /// From 0 to 100; none where the step says nothing about it.
    package var progressPercent: Int?
    /// The bucket of the time it spent in `from`, counted for its batch; none where that says nothing.
    package var phaseBucket: Int?

    package init(
        session: UpdateSession.ID, device: Device.ID, from: UpdateSessionState, to: UpdateSessionState,
        deadlineAt: Timestamp?, isReport: Bool, reasonCode: ReasonCode? = nil, failureReason: String? = nil,
        reasonKey: ReasonKey? = nil, firmwareVersion: String? = nil,
        batchDeviceStatus: UpdateBatchDeviceState? = nil, verifyBy: Timestamp? = nil, progressPercent: Int? = nil,
        phaseBucket: Int? = nil
    ) {
        self.session = session
        self.device = device
        self.from = from
        self.to = to
        self.deadlineAt = deadlineAt
        self.isReport = isReport
        self.reasonCode = reasonCode
        self.failureReason = failureReason
        self.reasonKey = reasonKey
        self.firmwareVersion = firmwareVersion
        self.batchDeviceStatus = batchDeviceStatus
        self.verifyBy = verifyBy
        self.progressPercent = progressPercent
        self.phaseBucket = phaseBucket
    }

    /// What a read of the session gives once the move is carried out at `now`.
    package func result(for session: UpdateSession, at now: Timestamp) -> UpdateSession {
        var moved = session
        moved.updateStatus = to
        if from != to { moved.stateSince = now }
        if to.isFinal { moved.completedAt = now }
        moved.deadlineAt = to.isFinal ? nil : deadlineAt
        if isReport { moved.lastReportAt = now }
        moved.reasonCode = reasonCode ?? session.reasonCode
        moved.failureReason = failureReason ?? session.failureReason
        moved.progressPercent = progressPercent ?? session.progressPercent
        moved.updatedAt = now
        return moved
    }
}
