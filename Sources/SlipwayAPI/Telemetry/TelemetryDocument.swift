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
