import SQLStorage
import SlipwayCore

extension PostgresTransaction {
    /// One statement, with a list in each of its last columns: a round trip to a database far away costs more than the
    /// pages, and all that is shown is of one moment.
    func live(_ batch: UpdateBatch.ID, limits: BatchLiveLimits) throws -> BatchLive? {
        try first(
            """
            SELECT \(UpdateBatch.columns.qualified), \(Rollout.columns), f.version, o.display_name,
              (SELECT COALESCE(sum(m.n_finished), 0)
                FROM update_batch_minutes AS m
                WHERE m.update_batch_id = b.id AND m.minute >= $2),
              \(AttributeCount.array),
              \(BatchReason.array(limit: "$3")),
              \(SilentDevice.array(limit: "$4")),
              \(Event.array(limit: "$5")),
              ARRAY(
                SELECT ROW (p.phase, p.bucket, p.n)
                FROM update_batch_phases AS p
                WHERE p.update_batch_id = b.id),
              \(ServicePulse.columns(now: "$6"))
            FROM update_batches AS b
            JOIN rollouts AS r ON r.id = b.rollout_id
            \(Rollout.counterJoin)
            JOIN firmware_releases AS f ON f.id = b.firmware_id
            LEFT JOIN organizations AS o ON o.id = b.organization_id
            WHERE b.id = $1
            """, [batch, CompletionRate.firstMinute(at: now), limits.reasons, limits.silent, limits.events, now],
            decode: BatchLive.init)
    }
}

extension BatchLive {
    fileprivate init(_ row: inout PostgresColumnReader) throws {
        let batch = try UpdateBatch(&row)
        let rollout = try Rollout(&row)
        let firmwareVersion = try row.text()
        let organizationName = row.optionalText()
        let recentlyFinished = try row.int()
        let attributes = try row.records { try AttributeCount(&$0) }
        self.init(
            batch: batch, rollout: rollout, firmwareVersion: firmwareVersion, organizationName: organizationName,
            attributes: attributes,
            reasons: try row.reasons(attributes: attributes, total: batch.counters.total),
            silent: try row.records { try SilentDevice(&$0) }, events: try row.records { try Event(&$0) },
            phases: try Dictionary(grouping: row.records { try PhaseBucket(&$0) }) { $0.phase }
                .mapValues { PhaseDurations($0) },
            recentlyFinished: recentlyFinished, pulse: try ServicePulse(&row))
    }
}

extension SilentDevice {
    /// Those of `b`, the longest silent first, and looked up only once they are chosen; the open session of such a device
    /// is that of the batch.
    fileprivate static func array(limit: String) -> String {
        """
        ARRAY(
          SELECT ROW (d.device_uid, s.update_status, s.state_since, greatest(s.state_since, s.last_report_at))
          FROM (
            SELECT id, device_id, silent_at
            FROM update_batch_devices
            WHERE update_batch_id = b.id AND silent_at IS NOT NULL
            ORDER BY silent_at, id
            LIMIT \(limit)) AS bd
          JOIN devices AS d ON d.id = bd.device_id
          JOIN update_sessions AS s
            ON s.device_id = bd.device_id
            AND s.update_status IN (\(UpdateSessionState.open.sqlNames))
          ORDER BY bd.silent_at, bd.id)
        """
    }

    fileprivate init(_ row: inout PostgresColumnReader) throws {
        self.init(
            deviceUID: try row.text(), state: try row.name(), stateSince: try row.instant(),
            lastHeardAt: try row.instant())
    }
}

extension Event {
    /// Those of `b`, the newest first; a device that acts bears its uid, and need not be looked up.
    fileprivate static func array(limit: String) -> String {
        """
        ARRAY(
          SELECT ROW (\(columns.qualified),
            CASE WHEN e.actor_kind = 'device' AND e.device_id IS NOT NULL THEN e.actor_name
              ELSE (SELECT d.device_uid FROM devices AS d WHERE d.id = e.device_id) END)
          FROM events AS e
          WHERE e.update_batch_id = b.id
          ORDER BY e.id DESC
          LIMIT \(limit))
        """
    }
}
