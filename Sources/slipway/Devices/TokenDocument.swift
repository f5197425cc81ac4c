import SlipwayCore

/// The bare record, with its token where nothing else keeps it.
struct TokenDocument: Encodable {
    let device: Device
    let deviceToken: String?

    func encode(to encoder: any Encoder) throws {
        try device.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(deviceToken, forKey: .deviceToken)
    }

    private enum CodingKeys: String, CodingKey {
        case deviceToken
    }
}
