import SQLRecords
import SlipwayCore

extension PostgresTransaction {
    /// One statement, since every device of the fleet asks again and again.
    func checkContext(uid: String) throws -> DeviceCheckContext? {
        try first(
            """
            SELECT \(Device.columns.plain), token_hash, ARRAY(
              SELECT ROW (\(SessionContext.allColumns))
              \(SessionContext.source)
              WHERE s.device_id = asking.id
                AND s.update_status IN (\(FirstSchema.openSessionStates)))
            FROM devices AS asking
            WHERE device_uid = $1
            """, [uid]
        ) { row in
            DeviceCheckContext(
                try RegisteredDevice(&row), openSession: try row.records { try SessionContext(&$0) }.first)
        }
    }

    /// In a write, devices whose reports others record at the same time are waited for, and judged as they are then.
    func reportContexts(_ ids: [Device.ID]) throws -> [DeviceReportContext] {
        try lock("SELECT id FROM devices WHERE id = ANY ($1::bigint[]) ORDER BY id", .exclusive, [SQLArray(ids)])
        return try rows(
            """
            SELECT \(Device.columns.qualified), s.update_status, s.state_since, s.reason_code, f.version,
              \(UpdateBatchDevice.columns.qualified)
            FROM devices AS d
            LEFT JOIN update_sessions AS s
              ON s.id = (SELECT max(latest.id) FROM update_sessions AS latest WHERE latest.device_id = d.id)
            LEFT JOIN firmware_releases AS f ON f.id = s.firmware_id
            LEFT JOIN update_batch_devices AS bd ON bd.update_session_id = s.session_id
            WHERE d.id = ANY ($1::bigint[])
            ORDER BY d.id
            """, [SQLArray(ids)]
        ) { row in
            DeviceReportContext(
                device: try Device(&row), sessionState: try row.optionalName(),
                sessionStateSince: row.optionalInstant(), sessionReason: try row.optionalName(),
                releaseVersion: row.optionalText(), batchDevice: try UpdateBatchDevice(optional: &row))
        }
    }

    func record(_ outcomes: [DeviceReportOutcome]) throws {
        let fields: [(LatestDeviceReport) -> (any SQLParameter)?] = [
            { $0.device }, { $0.heardAt }, { $0.decisive?.report.at }, { $0.decisive?.report.version },
            { $0.decisive?.firmwareVersion }, { $0.decisive?.batchDeviceID }, { $0.decisive?.verdict.storedName },
        ]
        let entries = SQLArray.columns(of: LatestDeviceReport.all(of: outcomes), fields)
        // Before the devices, whose own last report says whether this one is news.
        try recordVerdicts(entries)
        try execute(
            """
            UPDATE devices AS d
            SET last_heartbeat = greatest(d.last_heartbeat, entry.heard_at),
              reported_version = CASE WHEN entry.is_news THEN entry.version ELSE d.reported_version END,
              reported_at = CASE WHEN entry.is_news THEN entry.at ELSE d.reported_at END,
              firmware_version = CASE WHEN entry.is_news THEN COALESCE(entry.firmware_version, d.firmware_version)
                ELSE d.firmware_version END,
              updated_at = CASE WHEN entry.is_news THEN $8 ELSE d.updated_at END
            FROM (
              SELECT list.*, list.at IS NOT NULL AND list.at >= COALESCE(known.reported_at, list.at) AS is_news
              FROM \(Self.entries)
              JOIN devices AS known ON known.id = list.device
              ORDER BY known.id FOR NO KEY UPDATE OF known) AS entry
            WHERE d.id = entry.device
            """, entries + [now])
    }

    /// The latest word decides: one of the two instants is set and the other cleared; a repeat keeps the first.
    private func recordVerdicts(_ entries: SQLArguments) throws {
        try execute(
            """
            UPDATE update_batch_devices AS bd
            SET verified_at = CASE WHEN entry.verdict = 'verified' THEN entry.at END,
              fell_back_at = CASE WHEN entry.verdict = 'fell_back' THEN entry.at END,
              updated_at = $8
            FROM (
              SELECT list.*
              FROM \(Self.entries)
              JOIN devices AS d ON d.id = list.device
              WHERE list.verdict IS NOT NULL
                AND list.at >= COALESCE(d.reported_at, list.at)) AS entry
            WHERE bd.id = entry.batch_device
              AND (entry.verdict = 'verified' AND bd.verified_at IS NULL
                OR entry.verdict = 'fell_back' AND bd.fell_back_at IS NULL)
            """, entries + [now])
    }

    private static let entries = """
        unnest(
            $1::bigint[], $2::timestamptz[], $3::timestamptz[], $4::text[], $5::text[], $6::bigint[], $7::text[])
            AS list (device, heard_at, at, version, firmware_version, batch_device, verdict)
        """
}
