import SlipwayCore

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
