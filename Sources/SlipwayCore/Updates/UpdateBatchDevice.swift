/// One device's part in one batch.
package struct UpdateBatchDevice: Hashable, Sendable, Encodable {
    package typealias ID = RecordID<UpdateBatchDevice>

    package let id: ID
    package let updateBatchID: UpdateBatch.ID
    package let deviceID: Device.ID
    package var status: UpdateBatchDeviceState
    package var updateSessionID: SessionID?
    /// As they were when the batch was created.
    package let fromVersion: String
    package let hardwareVersion: String
    package var reasonCode: ReasonCode?
    package var failureReason: String?
    /// The failure's text with its numbers masked, by which reasons are grouped.
    package var reasonKey: String?
    package var verifiedAt: Timestamp?
    package var fellBackAt: Timestamp?
    package var silentAt: Timestamp?
    package let createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: ID, updateBatchID: UpdateBatch.ID, deviceID: Device.ID, status: UpdateBatchDeviceState,
        updateSessionID: SessionID?, fromVersion: String, hardwareVersion: String, reasonCode: ReasonCode?,
        failureReason: String?, reasonKey: String?, verifiedAt: Timestamp?, fellBackAt: Timestamp?,
        silentAt: Timestamp?, createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.updateBatchID = updateBatchID
        self.deviceID = deviceID
        self.status = status
        self.updateSessionID = updateSessionID
        self.fromVersion = fromVersion
        self.hardwareVersion = hardwareVersion
        self.reasonCode = reasonCode
        self.failureReason = failureReason
        self.reasonKey = reasonKey
        self.verifiedAt = verifiedAt
        self.fellBackAt = fellBackAt
        self.silentAt = silentAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
