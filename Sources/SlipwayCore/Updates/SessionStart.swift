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
