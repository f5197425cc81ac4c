/// A worker's right to start one batch: fenced by an epoch, since names are reused.
package struct BatchClaim: Hashable, Sendable {
    package let batchID: UpdateBatch.ID
    package let owner: String
    package let epoch: Int64
    /// This try included.
    package let attempts: Int

    package init(batchID: UpdateBatch.ID, owner: String, epoch: Int64, attempts: Int) {
        self.batchID = batchID
        self.owner = owner
        self.epoch = epoch
        self.attempts = attempts
    }
}

/// A pending device of a batch that is about to be started.
package struct StartCandidate: Hashable, Sendable {
    package let batchDeviceID: UpdateBatchDevice.ID
    package let candidate: BatchCandidate

    package init(batchDeviceID: UpdateBatchDevice.ID, candidate: BatchCandidate) {
        self.batchDeviceID = batchDeviceID
        self.candidate = candidate
    }
}

/// What becomes of one pending device when its batch starts.
package struct SessionStart: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        case initiated(SessionID)
        case refused(ReasonCode)
    }

    package let batchDeviceID: UpdateBatchDevice.ID
    package let deviceID: Device.ID
    package let outcome: Outcome

    package init(batchDeviceID: UpdateBatchDevice.ID, deviceID: Device.ID, outcome: Outcome) {
        self.batchDeviceID = batchDeviceID
        self.deviceID = deviceID
        self.outcome = outcome
    }
}
