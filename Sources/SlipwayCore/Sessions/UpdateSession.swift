/// One attempt to bring one release to one device.
package struct UpdateSession: Hashable, Sendable, Encodable {
    package typealias ID = RecordID<UpdateSession>

    package let id: ID
    package let sessionID: SessionID
    package let deviceID: Device.ID
    package let firmwareID: FirmwareRelease.ID
    package var updateStatus: UpdateSessionState
    /// From 0 to 100; never goes down.
    package var progressPercent: Int
    package var bytesTransferred: Int64
    /// Bytes a second between the last two reports.
    package var transferRate: Double?
    package let startedAt: Timestamp
    package var completedAt: Timestamp?
    package var reasonCode: ReasonCode?
    package var failureReason: String?
    package var stateSince: Timestamp
    package var lastReportAt: Timestamp?
    /// When the sweep looks at it again; none once it is final.
    package var deadlineAt: Timestamp?
    package let createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: ID, sessionID: SessionID, deviceID: Device.ID, firmwareID: FirmwareRelease.ID,
        updateStatus: UpdateSessionState, progressPercent: Int, bytesTransferred: Int64, transferRate: Double?,
        startedAt: Timestamp, completedAt: Timestamp?, reasonCode: ReasonCode?, failureReason: String?,
        stateSince: Timestamp, lastReportAt: Timestamp?, deadlineAt: Timestamp?, createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.id = id
        self.sessionID = sessionID
        self.deviceID = deviceID
        self.firmwareID = firmwareID
        self.updateStatus = updateStatus
        self.progressPercent = progressPercent
        self.bytesTransferred = bytesTransferred
        self.transferRate = transferRate
        self.startedAt = startedAt
        self.completedAt = completedAt
        self.reasonCode = reasonCode
        self.failureReason = failureReason
        self.stateSince = stateSince
        self.lastReportAt = lastReportAt
        self.deadlineAt = deadlineAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// The last sign of life: a report, or else the entry into its state.
    package var lastHeardAt: Timestamp { max(stateSince, lastReportAt ?? stateSince) }
}

/// One row of the list of update sessions.
package struct SessionRow: Hashable, Sendable {
    package let session: UpdateSession
    package let deviceUID: String
    package let organizationID: Organization.ID
    package let organizationName: String
    package let firmwareVersion: String
    /// None where the session was started for its device alone.
    package let batchID: UpdateBatch.ID?

    package init(
        session: UpdateSession, deviceUID: String, organizationID: Organization.ID, organizationName: String,
        firmwareVersion: String, batchID: UpdateBatch.ID?
    ) {
        self.session = session
        self.deviceUID = deviceUID
        self.organizationID = organizationID
        self.organizationName = organizationName
        self.firmwareVersion = firmwareVersion
        self.batchID = batchID
    }
}
