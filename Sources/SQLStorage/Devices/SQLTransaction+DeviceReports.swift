import SlipwayCore

extension SQLTransaction {
    /// In a write, devices whose reports others record at the same time are waited for, and judged as they are then.
    package func reportContexts(_ ids: [Device.ID]) throws -> [DeviceReportContext] {
        let ids = SQLList(ids)
        try lock("SELECT id FROM devices WHERE id \(dialect.among("$1", .integer)) ORDER BY id", .exclusive, [ids])
        return try rows(
            """
            SELECT \(Device.columns.qualified), s.update_status, s.state_since, s.reason_code, f.version,
              \(UpdateBatchDevice.columns.qualified)
            FROM devices AS d
            LEFT JOIN update_sessions AS s
              ON s.id = (SELECT max(latest.id) FROM update_sessions AS latest WHERE latest.device_id = d.id)
            LEFT JOIN firmware_releases AS f ON f.id = s.firmware_id
            LEFT JOIN update_batch_devices AS bd ON bd.update_session_id = s.session_id
            WHERE d.id \(dialect.among("$1", .integer))
            ORDER BY d.id
            """, [ids]
        ) { row in
            DeviceReportContext(
                device: try Device(&row), sessionState: try row.optionalName(),
                sessionStateSince: row.optionalInstant().flatMap { $0 > now + PlausibleFuture.past ? nil : $0 },
                sessionReason: try row.optionalName(),
                releaseVersion: row.optionalText(), batchDevice: try UpdateBatchDevice(optional: &row))
        }
    }

    package func record(_ outcomes: [DeviceReportOutcome]) throws {
        let entries = SQLRows(
            LatestDeviceReport.all(of: outcomes), in: dialect,
            columns: [
                .integer("device") { $0.device }, .instant("heard_at") { $0.heardAt },
                .instant("at") { $0.decisive?.report.at }, .text("version") { $0.decisive?.report.version },
                .text("firmware_version") { $0.decisive?.firmwareVersion },
                .integer("batch_device") { $0.decisive?.batchDeviceID },
                .text("verdict") { $0.decisive?.verdict.storedName },
            ])
        let found = Set(outcomes.compactMap(\.found))
        // Before the devices, whose own last report says whether this one is news.
        if outcomes.contains(where: { $0.verdict.storedName != nil }) || !found.isEmpty {
            try lockBatches(of: entries, and: found)
        }
        try recordVerdicts(entries)
        if !found.isEmpty { try endLoss(of: found) }
        try execute(
            """
            UPDATE devices AS d
            SET last_heartbeat = CASE WHEN d.last_heartbeat > entry.heard_at AND d.last_heartbeat <= $2
                THEN d.last_heartbeat ELSE entry.heard_at END,
              reported_version = CASE WHEN entry.is_news THEN entry.version ELSE d.reported_version END,
              reported_at = CASE WHEN entry.is_news THEN entry.at ELSE d.reported_at END,
              firmware_version = CASE WHEN entry.is_news THEN COALESCE(entry.firmware_version, d.firmware_version)
                ELSE d.firmware_version END,
              updated_at = CASE WHEN entry.is_news THEN $1 ELSE d.updated_at END
            FROM (
              SELECT list.*, list.at IS NOT NULL
                AND (list.at >= COALESCE(known.reported_at, list.at) OR known.reported_at > $2) AS is_news
              FROM \(entries.table(as: "list", at: 3))
              \(dialect.joinInOrder) devices AS known ON known.id = list.device
              \(locking("known", inOrderOf: "known.id"))) AS entry
            WHERE d.id = entry.device
            """, [now, now + PlausibleFuture.past] + entries.arguments)
    }

    /// Those of devices that get a verdict or are found, since their figures change with them: batches come before devices
    /// of batches.
    private func lockBatches(
        of entries: SQLRows<LatestDeviceReport>, and found: Set<UpdateBatchDevice.ID>
    ) throws {
        try lock(
            """
            SELECT b.id
            FROM update_batches AS b
            WHERE b.id IN (
              SELECT bd.update_batch_id
              FROM \(entries.table(as: "entry", at: 2))
              JOIN update_batch_devices AS bd ON bd.id = entry.batch_device
              WHERE \(Self.verdictIsNews)
              UNION ALL
              SELECT update_batch_id
              FROM update_batch_devices
              WHERE id \(dialect.among("$1", .integer)))
            ORDER BY b.id
            """, .exclusive, [SQLList(found)] + entries.arguments)
    }

    /// A device of which a word came, whatever it said.
    private func endLoss(of devices: Set<UpdateBatchDevice.ID>) throws {
        try execute(
            """
            UPDATE update_batch_devices AS bd
            SET lost_at = NULL,
              updated_at = $2
            WHERE bd.id \(dialect.among("$1", .integer)) AND bd.lost_at IS NOT NULL
            """, [SQLList(devices), now])
    }

    private static var verdictIsNews: String {
        """
        (entry.verdict = 'verified' AND bd.verified_at IS NULL
          OR entry.verdict = 'fell_back' AND bd.fell_back_at IS NULL)
        """
    }

    /// The latest word decides: one of the two instants is set and the other cleared; a repeat keeps the first.
    private func recordVerdicts(_ entries: SQLRows<LatestDeviceReport>) throws {
        try execute(
            """
            UPDATE update_batch_devices AS bd
            SET verified_at = CASE WHEN entry.verdict = 'verified' THEN entry.at END,
              fell_back_at = CASE WHEN entry.verdict = 'fell_back' THEN entry.at END,
              lost_at = NULL,
              verify_by = NULL,
              updated_at = $1
            FROM (
              SELECT list.*
              FROM \(entries.table(as: "list", at: 3))
              \(dialect.joinInOrder) devices AS d ON d.id = list.device
              WHERE list.verdict IS NOT NULL
                AND (list.at >= COALESCE(d.reported_at, list.at) OR d.reported_at > $2)) AS entry
            WHERE bd.id = entry.batch_device
              AND \(Self.verdictIsNews)
            """, [now, now + PlausibleFuture.past] + entries.arguments)
    }
}
