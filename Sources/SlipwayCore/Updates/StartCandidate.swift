/// A pending device of a batch that is about to be started.
package struct StartCandidate: Hashable, Sendable {
    package let batchDeviceID: UpdateBatchDevice.ID
    package let candidate: BatchCandidate

    package init(batchDeviceID: UpdateBatchDevice.ID, candidate: BatchCandidate) {
        self.batchDeviceID = batchDeviceID
        self.candidate = candidate
    }
}
