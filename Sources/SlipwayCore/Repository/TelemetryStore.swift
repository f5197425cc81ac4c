package protocol TelemetryReader {
    /// The newest first.
    ///
    /// - Parameter anchor: the message after which the page starts; none for the first page.
    func telemetry(
        ofDevice id: Device.ID, after anchor: TelemetryMessage.Anchor?, limit: Int
    ) throws -> [TelemetryMessage]
}

package protocol TelemetryWriter {
    func insert(_ messages: [NewTelemetryMessage]) throws
}
