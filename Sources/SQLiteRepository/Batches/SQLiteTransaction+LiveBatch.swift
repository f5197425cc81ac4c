import SQLStorage
import SlipwayCore

extension SQLiteTransaction {
    func live(_ batch: UpdateBatch.ID, limits: BatchLiveLimits) throws -> BatchLive? {
        let found = try first(
            """
            SELECT \(UpdateBatch.columns.qualified), \(Rollout.columns.qualified), f.version, o.display_name,
              (SELECT COALESCE(SUM(m.n_finished), 0)
                FROM update_batch_minutes AS m
                WHERE m.update_batch_id = b.id AND m.minute >= ?2)
            FROM update_batches AS b
            JOIN rollouts AS r ON r.id = b.rollout_id
            JOIN firmware_releases AS f ON f.id = b.firmware_id
            LEFT JOIN organizations AS o ON o.id = b.organization_id
            WHERE b.id = ?1
            """, [batch.rawValue, CompletionRate.firstMinute(at: now)]
        ) { row in
            (
                batch: try UpdateBatch(&row), rollout: try Rollout(&row), firmwareVersion: try row.text(),
                organizationName: row.optionalText(), recentlyFinished: try row.int()
            )
        }
        guard let found else { return nil }
        return BatchLive(
            batch: found.batch, rollout: found.rollout, firmwareVersion: found.firmwareVersion,
            organizationName: found.organizationName, attributes: try attributes(of: [batch])[batch] ?? [],
            reasons: try reasons(of: [(batch, found.batch.counters.total)], limit: limits.reasons)[batch] ?? [],
            silent: try silentDevices(of: batch, limit: limits.silent),
            events: try events(ofBatch: batch, limit: limits.events),
            phases: try phaseDurations(of: [batch])[batch] ?? [:], recentlyFinished: found.recentlyFinished,
            pulse: try pulse())
    }

    private func silentDevices(of batch: UpdateBatch.ID, limit: Int) throws -> [SilentDevice] {
        try rows(
            """
            SELECT d.device_uid, s.update_status, s.state_since, MAX(s.state_since, COALESCE(s.last_report_at, 0))
            FROM update_batch_devices AS bd INDEXED BY update_batch_devices_silent
            JOIN devices AS d ON d.id = bd.device_id
            JOIN update_sessions AS s ON s.session_id = bd.update_session_id
            WHERE bd.update_batch_id = ?
              AND bd.silent_at IS NOT NULL
            ORDER BY bd.silent_at, bd.id
            LIMIT ?
            """, [batch.rawValue, limit]
        ) { row in
            SilentDevice(
                deviceUID: try row.text(), state: try row.name(), stateSince: try row.instant(),
                lastHeardAt: try row.instant())
        }
    }
}
