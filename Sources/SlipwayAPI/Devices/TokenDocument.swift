import SlipwayCore

/// The bare record, with its token where nothing else keeps it.
package struct TokenDocument: Encodable {
    private let device: Device
    private let deviceToken: String?

    package init(device: Device, deviceToken: String?) {
        self.device = device
        self.deviceToken = deviceToken
    }

    package func encode(to encoder: any Encoder) throws {
        try device.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(deviceToken, forKey: .deviceToken)
    }

    private enum CodingKeys: String, CodingKey {
        case deviceToken
    }
}
