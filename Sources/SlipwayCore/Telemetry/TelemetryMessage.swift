/// Something that a device said of itself, as it said it.
package struct TelemetryMessage: Hashable, Sendable {
    /// Where a message stands among those of its device.
    package struct Anchor: Hashable, Sendable {
        package let receivedAt: Timestamp
        package let id: String

        package init(receivedAt: Timestamp, id: String) {
            self.receivedAt = receivedAt
            self.id = id
        }
    }

    /// A UUID; those of one call ascend in the order of its messages.
    package let id: String
    package let deviceID: Device.ID
    /// The message's `ev`.
    package let telemetryType: String
    /// A JSON object.
    package let payload: String
    package let receivedAt: Timestamp

    package init(id: String, deviceID: Device.ID, telemetryType: String, payload: String, receivedAt: Timestamp) {
        self.id = id
        self.deviceID = deviceID
        self.telemetryType = telemetryType
        self.payload = payload
        self.receivedAt = receivedAt
    }

    package var anchor: Anchor { Anchor(receivedAt: receivedAt, id: id) }
}

/// A message that is about to be stored; the transaction dates it.
package struct NewTelemetryMessage: Hashable, Sendable {
    package let id: String
    package let deviceID: Device.ID
    package let telemetryType: String
    package let payload: String

    package init(id: String, deviceID: Device.ID, telemetryType: String, payload: String) {
        self.id = id
        self.deviceID = deviceID
        self.telemetryType = telemetryType
        self.payload = payload
    }
}
