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
    /// Since when it counts as lost; none once it was heard again.
    package var lostAt: Timestamp?
    package var silentAt: Timestamp?
    package let createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: ID, updateBatchID: UpdateBatch.ID, deviceID: Device.ID, status: UpdateBatchDeviceState,
        updateSessionID: SessionID?, fromVersion: String, hardwareVersion: String, reasonCode: ReasonCode?,
        failureReason: String?, reasonKey: String?, verifiedAt: Timestamp?, fellBackAt: Timestamp?,
        lostAt: Timestamp? = nil, silentAt: Timestamp?, createdAt: Timestamp, updatedAt: Timestamp
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
        self.lostAt = lostAt
        self.silentAt = silentAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// Where one device of a batch is: `pending → initiated → succeeded | failed`, or straight from pending to failed.
package enum UpdateBatchDeviceState: String, CaseIterable, Hashable, Sendable, Codable {
    case pending
    case initiated
    case succeeded
    case failed

    package var isFinal: Bool {
        switch self {
        case .pending, .initiated: false
        case .succeeded, .failed: true
        }
    }

    /// Those that are not final, in the order of the declaration.
    package static let open = allCases.filter { !$0.isFinal }
    package static let ended = allCases.filter(\.isFinal)

    /// Whether a device may go from here to `next`.
    package func allows(_ next: UpdateBatchDeviceState) -> Bool {
        switch (self, next) {
        case (.pending, .initiated), (.pending, .failed): true
        case (.initiated, .succeeded), (.initiated, .failed): true
        case (.pending, .pending), (.pending, .succeeded): false
        case (.initiated, .pending), (.initiated, .initiated): false
        case (.succeeded, .pending), (.succeeded, .initiated), (.succeeded, .succeeded), (.succeeded, .failed): false
        case (.failed, .pending), (.failed, .initiated), (.failed, .succeeded), (.failed, .failed): false
        }
    }
}

/// A device that a new batch takes, as it is now.
package struct NewBatchDevice: Hashable, Sendable {
    package let deviceID: Device.ID
    package let fromVersion: String
    package let hardwareVersion: String

    package init(deviceID: Device.ID, fromVersion: String, hardwareVersion: String) {
        self.deviceID = deviceID
        self.fromVersion = fromVersion
        self.hardwareVersion = hardwareVersion
    }
}

/// One row of the device list of a batch.
package struct BatchDeviceRow: Hashable, Sendable {
    package let batchDevice: UpdateBatchDevice
    package let deviceUID: String
    /// None before the device is initiated.
    package let session: UpdateSession?

    package init(batchDevice: UpdateBatchDevice, deviceUID: String, session: UpdateSession?) {
        self.batchDevice = batchDevice
        self.deviceUID = deviceUID
        self.session = session
    }
}
