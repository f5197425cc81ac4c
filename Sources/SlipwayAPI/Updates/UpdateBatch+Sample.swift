import SlipwayCore

extension UpdateBatch {
    static let sample = UpdateBatch(
        id: .init(1), name: "acme to 4.12.0", firmwareID: .init(1), status: .inProgress, rolloutID: .init(1),
        organizationID: .init(1), wave: 1,
        sequence: 1, attempts: 1, runAfter: .sample, leaseOwner: nil, leaseEpoch: 1, leaseExpiresAt: nil,
        failureReason: "", retryOf: .init(1), createdBy: "ada", counters: BatchCounters(), createdAt: .sample,
        updatedAt: .sample)
}

extension BatchDeviceRow {
    static let sample = BatchDeviceRow(
        batchDevice: UpdateBatchDevice(
            id: .init(1), updateBatchID: .init(1), deviceID: .init(1), status: .failed, updateSessionID: .sample,
            fromVersion: "4.11.3",
            hardwareVersion: "C", reasonCode: .deviceReported, failureReason: "", reasonKey: "",
            verifiedAt: .sample, fellBackAt: .sample, silentAt: .sample, createdAt: .sample, updatedAt: .sample),
        deviceUID: "dev-001", session: .sample)
}
