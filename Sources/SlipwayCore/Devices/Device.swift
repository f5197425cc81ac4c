/// One device in the field.
package struct Device: Hashable, Sendable, Encodable {
    package typealias ID = RecordID<Device>

    package let id: ID
    package let deviceUID: String
    package let serialNumber: String
    package let organizationID: Organization.ID
    package let organizationName: String
    /// What it runs as far as the service knows; empty until known.
    package var firmwareVersion: String
    /// Empty until known.
    package var hardwareVersion: String
    package var active: Bool
    package var updatesEnabled: Bool
    package var lastHeartbeat: Timestamp?
    /// What the device itself last said, and when.
    package var reportedVersion: String?
    package var reportedAt: Timestamp?
    package let createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: ID, deviceUID: String, serialNumber: String, organizationID: Organization.ID, organizationName: String,
        firmwareVersion: String, hardwareVersion: String, active: Bool, updatesEnabled: Bool,
        lastHeartbeat: Timestamp?, reportedVersion: String?, reportedAt: Timestamp?, createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.id = id
        self.deviceUID = deviceUID
        self.serialNumber = serialNumber
        self.organizationID = organizationID
        self.organizationName = organizationName
        self.firmwareVersion = firmwareVersion
        self.hardwareVersion = hardwareVersion
        self.active = active
        self.updatesEnabled = updatesEnabled
        self.lastHeartbeat = lastHeartbeat
        self.reportedVersion = reportedVersion
        self.reportedAt = reportedAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// A device that asks for an update, with its open session if it has one.
package struct DeviceCheckContext: Hashable, Sendable {
    package let device: Device
    /// Of the token that it has to show; none where that was revoked.
    package let tokenHash: String?
    package let openSession: SessionContext?

    package init(_ registered: RegisteredDevice, openSession: SessionContext?) {
        device = registered.device
        tokenHash = registered.tokenHash
        self.openSession = openSession
    }
}

/// One device with what happened to it lately.
package struct DeviceHistory: Hashable, Sendable {
    package let mark: ChangeMark
    package let device: Device
    /// The newest first.
    package let sessions: [SessionRow]
    /// The newest first.
    package let events: [Event]

    package init(mark: ChangeMark, device: Device, sessions: [SessionRow], events: [Event]) {
        self.mark = mark
        self.device = device
        self.sessions = sessions
        self.events = events
    }
}
