import SlipwayCore

extension TelemetryMessage {
    static let sample = TelemetryMessage(
        id: SessionID.sample.description, deviceID: .init(1), telemetryType: "boot", payload: #"{"ev":"boot"}"#,
        receivedAt: .sample)
}
