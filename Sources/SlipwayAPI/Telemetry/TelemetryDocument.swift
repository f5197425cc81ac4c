import SlipwayCore
import SlipwayServices

/// A message as the API gives it: its payload an object, not a text.
package struct TelemetryDocument: Encodable {
    private let id: String
    private let deviceID: Device.ID
    private let telemetryType: String
    private let payload: Payload
    private let receivedAt: Timestamp

    package init(_ message: TelemetryMessage) {
        id = message.id
        deviceID = message.deviceID
        telemetryType = message.telemetryType
        payload = Payload(text: message.payload)
        receivedAt = message.receivedAt
    }

    private struct Payload: Encodable {
        let text: String

        func encode(to encoder: any Encoder) throws {
            // What cannot be read must not hide the message.
            guard let node = try? JSONParser.parse(Array(text.utf8)) else { return try text.encode(to: encoder) }
            try node.encode(to: encoder)
        }
    }
}

extension TelemetryMessage {
    static let sample = TelemetryMessage(
        id: SessionID.sample.description, deviceID: .init(1), telemetryType: "boot", payload: #"{"ev":"boot"}"#,
        receivedAt: .sample)
}

/// Where the telemetry of a device goes on, as a text that a caller hands back.
package struct TelemetryCursor: Hashable, Sendable {
    package let anchor: TelemetryMessage.Anchor

    package init(_ anchor: TelemetryMessage.Anchor) { self.anchor = anchor }

    /// - Throws: REQUEST_001 for a text that is no such cursor.
    package init(_ text: String) throws(SlipwayError) {
        let parts = text.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let milliseconds = Int64(parts[0]) else {
            throw .invalidRequest([FieldFault(field: "cursor", fault: "is of another list")])
        }
        anchor = TelemetryMessage.Anchor(receivedAt: Timestamp(milliseconds: milliseconds), id: String(parts[1]))
    }

    package var text: String { "\(anchor.receivedAt.milliseconds).\(anchor.id)" }
}
