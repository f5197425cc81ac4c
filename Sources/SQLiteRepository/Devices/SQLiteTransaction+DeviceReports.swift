import SQLRecords
import SlipwayCore

extension SQLiteTransaction {
    func checkContext(uid: String) throws -> DeviceCheckContext? {
        guard let registered = try registered(uid: uid) else { return nil }
        let session = try sessionContexts(
            """
            WHERE s.device_id = ?
              AND s.update_status IN (\(FirstSchema.openSessionStates))
            ORDER BY s.id
            """, [registered.device.id.rawValue])
        return DeviceCheckContext(registered, openSession: session.first)
    }

    func reportContexts(_ ids: [Device.ID]) throws -> [DeviceReportContext] {
        try rows(
            """
            SELECT \(Device.columns.qualified), s.update_status, s.state_since, s.reason_code, f.version,
              \(UpdateBatchDevice.columns.qualified)
            FROM devices AS d
            LEFT JOIN update_sessions AS s
              ON s.id = (SELECT MAX(latest.id) FROM update_sessions AS latest WHERE latest.device_id = d.id)
            LEFT JOIN firmware_releases AS f ON f.id = s.firmware_id
            LEFT JOIN update_batch_devices AS bd ON bd.update_session_id = s.session_id
            WHERE d.id IN (SELECT value FROM json_each(?))
            ORDER BY d.id
            """, [JSONRows.list(ids.map(\.rawValue))]
        ) { row in
            DeviceReportContext(
                device: try Device(&row), sessionState: try row.optionalName(),
                sessionStateSince: row.optionalInstant(), sessionReason: try row.optionalName(),
                releaseVersion: row.optionalText(), batchDevice: try UpdateBatchDevice(optional: &row))
        }
    }

    func record(_ outcomes: [DeviceReportOutcome]) throws {
        let entries = JSONRows.table(LatestDeviceReport.all(of: outcomes)) { entry in
            [
                .integer(entry.device.rawValue), .integer(entry.heardAt.milliseconds),
                .init(entry.decisive?.report.at.milliseconds), .init(entry.decisive?.report.version),
                .init(entry.decisive?.firmwareVersion), .init(entry.decisive?.batchDeviceID?.rawValue),
                .init(entry.decisive?.verdict.storedName),
            ]
        }
        // Before the devices, whose own last report says whether this one is news.
        try recordVerdicts(entries)
        try execute(
            """
            UPDATE devices
            SET last_heartbeat = MAX(COALESCE(devices.last_heartbeat, entry.heard_at), entry.heard_at),
              reported_version = IIF(entry.is_news, entry.version, devices.reported_version),
              reported_at = IIF(entry.is_news, entry.at, devices.reported_at),
              firmware_version = IIF(entry.is_news, COALESCE(entry.firmware_version, devices.firmware_version),
                devices.firmware_version),
              updated_at = IIF(entry.is_news, ?2, devices.updated_at)
            FROM (
              SELECT d.id, list.value ->> 1 AS heard_at, list.value ->> 2 AS at, list.value ->> 3 AS version,
                list.value ->> 4 AS firmware_version,
                list.value ->> 2 IS NOT NULL AND list.value ->> 2 >= COALESCE(d.reported_at, list.value ->> 2)
                  AS is_news
              FROM json_each(?1) AS list
              CROSS JOIN devices AS d ON d.id = list.value ->> 0) AS entry
            WHERE devices.id = entry.id
            """, [entries, now.milliseconds])
    }

    /// The latest word decides: one of the two instants is set and the other cleared; a repeat keeps the first.
    private func recordVerdicts(_ entries: String) throws {
        try execute(
            """
            UPDATE update_batch_devices
            SET verified_at = IIF(entry.verdict = 'verified', entry.at, NULL),
              fell_back_at = IIF(entry.verdict = 'fell_back', entry.at, NULL),
              updated_at = ?2
            FROM (
              SELECT list.value ->> 5 AS id, list.value ->> 6 AS verdict, list.value ->> 2 AS at
              FROM json_each(?1) AS list
              CROSS JOIN devices AS d ON d.id = list.value ->> 0
              WHERE list.value ->> 6 IS NOT NULL
                AND list.value ->> 2 >= COALESCE(d.reported_at, list.value ->> 2)) AS entry
            WHERE update_batch_devices.id = entry.id
              AND (entry.verdict = 'verified' AND update_batch_devices.verified_at IS NULL
                OR entry.verdict = 'fell_back' AND update_batch_devices.fell_back_at IS NULL)
            """, [entries, now.milliseconds])
    }
}
