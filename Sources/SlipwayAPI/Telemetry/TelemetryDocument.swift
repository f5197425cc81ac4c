import Foundation
import SlipwayCore

/// A message as the API gives it: its payload an object, not a text.
package struct TelemetryDocument: Encodable {
    private let id: String
    private let deviceID: Device.ID
    private let telemetryType: String
    private let payload: JSONValue
    private let receivedAt: Timestamp

    package init(_ message: TelemetryMessage) {
        id = message.id
        deviceID = message.deviceID
        telemetryType = message.telemetryType
        // A number that this program cannot hold must not hide the message.
        payload =
            (try? JSONDecoder().decode(JSONValue.self, from: Data(message.payload.utf8))) ?? .text(message.payload)
        receivedAt = message.receivedAt
    }

    private enum JSONValue: Codable {
        case null
        case flag(Bool)
        case integer(Int64)
        case number(Double)
        case text(String)
        case array([JSONValue])
        case object([String: JSONValue])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let flag = try? container.decode(Bool.self) {
                self = .flag(flag)
            } else if let integer = try? container.decode(Int64.self) {
                self = .integer(integer)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let array = try? container.decode([JSONValue].self) {
                self = .array(array)
            } else {
                self = .object(try container.decode([String: JSONValue].self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .null: try container.encodeNil()
            case .flag(let flag): try container.encode(flag)
            case .integer(let integer): try container.encode(integer)
            case .number(let number): try container.encode(number)
            case .text(let text): try container.encode(text)
            case .array(let array): try container.encode(array)
            case .object(let object): try container.encode(object)
            }
        }
    }
}
