import SQLRecords
import SlipwayCore

extension SQLiteTransaction {
    func telemetry(
        ofDevice id: Device.ID, after anchor: TelemetryMessage.Anchor?, limit: Int
    ) throws -> [TelemetryMessage] {
        var beyond = ""
        var arguments: SQLArguments = [id.rawValue]
        if let anchor {
            beyond = " AND (received_at, id) < (?, ?)"
            arguments += [anchor.receivedAt.milliseconds, anchor.id]
        }
        return try rows(
            """
            SELECT id, device_id, telemetry_type, payload, received_at
            FROM telemetry
            WHERE device_id = ?\(beyond)
            ORDER BY received_at DESC, id DESC
            LIMIT ?
            """, arguments + [limit]
        ) { row in
            TelemetryMessage(
                id: try row.text(), deviceID: try row.id(), telemetryType: try row.text(), payload: try row.text(),
                receivedAt: try row.instant())
        }
    }

    func insert(_ messages: [NewTelemetryMessage]) throws {
        let entries = JSONRows.table(messages) { message in
            [
                .text(message.id), .integer(message.deviceID.rawValue), .text(message.telemetryType),
                .text(message.payload),
            ]
        }
        try execute(
            """
            INSERT INTO telemetry (id, device_id, telemetry_type, payload, received_at)
            SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, ?2
            FROM json_each(?1)
            ORDER BY key
            """, [entries, now.milliseconds])
    }
}
