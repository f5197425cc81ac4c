import SlipwayCore

extension SQLTransaction {
    package func telemetry(
        ofDevice id: Device.ID, after anchor: TelemetryMessage.Anchor?, limit: Int
    ) throws -> [TelemetryMessage] {
        var beyond = ""
        var arguments: SQLArguments = [id, limit]
        if let anchor {
            beyond = " AND (received_at, id) < ($3, $4)"
            arguments += [anchor.receivedAt, anchor.id]
        }
        return try rows(
            """
            SELECT id, device_id, telemetry_type, payload, received_at
            FROM telemetry
            WHERE device_id = $1\(beyond)
            ORDER BY received_at DESC, id DESC
            LIMIT $2
            """, arguments
        ) { row in
            TelemetryMessage(
                id: try row.text(), deviceID: try row.id(), telemetryType: try row.text(), payload: try row.text(),
                receivedAt: try row.instant())
        }
    }

    package func insert(_ messages: [NewTelemetryMessage]) throws {
        let entries = SQLRows(
            messages, in: dialect,
            columns: [
                .text("id") { $0.id }, .integer("device") { $0.deviceID }, .text("type") { $0.telemetryType },
                .init("payload", .json) { $0.payload },
            ])
        try execute(
            """
            INSERT INTO telemetry (id, device_id, telemetry_type, payload, received_at)
            SELECT entry.id, entry.device, entry.type, entry.payload, $1
            FROM \(entries.table(as: "entry", at: 2))
            ORDER BY entry.place
            """, [now] + entries.arguments)
    }
}
