import SQLRecords
import SlipwayCore

extension PostgresTransaction {
    func telemetry(
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

    func insert(_ messages: [NewTelemetryMessage]) throws {
        let fields: [(NewTelemetryMessage) -> (any SQLParameter)?] = [
            { $0.id }, { $0.deviceID }, { $0.telemetryType }, { $0.payload },
        ]
        try execute(
            """
            INSERT INTO telemetry (id, device_id, telemetry_type, payload, received_at)
            SELECT m.id, m.device, m.type, m.payload::json, $5
            FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[]) AS m (id, device, type, payload)
            """, SQLArray.columns(of: messages, fields) + [now])
    }
}
