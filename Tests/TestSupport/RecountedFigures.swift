import SlipwayCore

/// What a table says, and what the rows say; both selections have the same columns.
struct RecountedFigures {
    let name: String
    let kept: String
    let counted: String

    /// Rows that only one of the two has.
    var comparison: String {
        """
        SELECT 'kept' AS side, surplus.*
        FROM (SELECT * FROM (\(kept)) AS kept EXCEPT SELECT * FROM (\(counted)) AS counted) AS surplus
        UNION ALL
        SELECT 'counted' AS side, missing.*
        FROM (SELECT * FROM (\(counted)) AS counted EXCEPT SELECT * FROM (\(kept)) AS kept) AS missing
        """
    }

    static let inSQLite = [rollouts(kept: "SELECT id, \(counterNames) FROM rollouts")] + common

    /// There a rollout has its figures in parts.
    static let inPostgres =
        [
            rollouts(
                kept: """
                    SELECT r.id, \(counterSums)
                    FROM rollouts AS r
                    LEFT JOIN rollout_counters AS part ON part.rollout_id = r.id
                    GROUP BY r.id
                    """)
        ] + common

    private static let common = [
        RecountedFigures(
            name: "rollout_places", kept: "SELECT rollout_id, shard, taken FROM rollout_places",
            counted: """
                SELECT p.rollout_id, p.shard, COUNT(s.id) AS taken
                FROM rollout_places AS p
                LEFT JOIN update_batches AS b ON b.rollout_id = p.rollout_id AND b.shard = p.shard
                LEFT JOIN update_batch_devices AS bd ON bd.update_batch_id = b.id
                LEFT JOIN update_sessions AS s ON s.session_id = bd.update_session_id
                  AND s.update_status IN ('acknowledged', 'downloading', 'flashed')
                GROUP BY p.rollout_id, p.shard
                """),
        RecountedFigures(
            name: "shards of rollouts",
            kept: """
                SELECT r.id, COUNT(p.shard) AS shards,
                  CASE WHEN SUM(p.places) > r.max_in_flight THEN 1 ELSE 0 END AS surplus
                FROM rollouts AS r
                LEFT JOIN rollout_places AS p ON p.rollout_id = r.id
                GROUP BY r.id, r.max_in_flight
                """,
            counted: "SELECT id, shards, 0 AS surplus FROM rollouts"),
        RecountedFigures(
            name: "rollout_targets", kept: "SELECT id, n_targets_left FROM rollouts WHERE plan IS NOT NULL",
            counted: """
                SELECT r.id, COUNT(t.device_id) AS n_targets_left
                FROM rollouts AS r
                LEFT JOIN rollout_targets AS t ON t.rollout_id = r.id
                WHERE r.plan IS NOT NULL
                GROUP BY r.id
                """),
        RecountedFigures(
            name: "rollout_waves",
            kept: "SELECT rollout_id, wave, n_formed FROM rollout_waves WHERE size_to IS NOT NULL",
            counted: """
                SELECT w.rollout_id, w.wave, COALESCE(SUM(b.n_total), 0) AS n_formed
                FROM rollout_waves AS w
                LEFT JOIN update_batches AS b ON b.rollout_id = w.rollout_id AND b.wave = w.wave
                WHERE w.size_to IS NOT NULL
                GROUP BY w.rollout_id, w.wave
                """),
        RecountedFigures(
            name: "organizations",
            kept: "SELECT id, device_count FROM organizations",
            counted: """
                SELECT o.id, (SELECT COUNT(*) FROM devices AS d WHERE d.organization_id = o.id) AS device_count
                FROM organizations AS o
                """),
        RecountedFigures(
            name: "update_batches", kept: "SELECT id, \(counterNames) FROM update_batches",
            counted: """
                SELECT b.id, \(counts)
                FROM update_batches AS b
                LEFT JOIN update_batch_devices AS bd ON bd.update_batch_id = b.id
                LEFT JOIN update_sessions AS s ON s.session_id = bd.update_session_id
                GROUP BY b.id
                """),
        RecountedFigures(
            name: "update_batch_reasons",
            kept: "SELECT update_batch_id, cause, reason_key, n FROM update_batch_reasons",
            counted: """
                SELECT update_batch_id, cause, reason_key, COUNT(*) AS n
                FROM (\(badDevices)) AS bad
                GROUP BY update_batch_id, cause, reason_key
                """),
        RecountedFigures(
            name: "update_batch_reason_factors",
            kept: "SELECT update_batch_id, cause, reason_key, attribute, value, n FROM update_batch_reason_factors",
            counted: """
                SELECT bad.update_batch_id, bad.cause, bad.reason_key, a.attribute, a.value, COUNT(*) AS n
                FROM (\(badDevices)) AS bad
                JOIN (\(deviceAttributes)) AS a ON a.id = bad.id
                GROUP BY bad.update_batch_id, bad.cause, bad.reason_key, a.attribute, a.value
                """),
        RecountedFigures(
            name: "update_batch_attributes",
            kept: "SELECT update_batch_id, attribute, value, n FROM update_batch_attributes",
            counted: """
                SELECT update_batch_id, attribute, value, COUNT(*) AS n
                FROM (\(deviceAttributes)) AS a
                GROUP BY update_batch_id, attribute, value
                """),
        // When a device became final is not kept with it, so only the sums can be compared.
        RecountedFigures(
            name: "update_batch_minutes",
            kept: """
                SELECT update_batch_id, SUM(n_finished) AS n_finished, SUM(n_bad) AS n_bad
                FROM update_batch_minutes
                GROUP BY update_batch_id
                """,
            counted: """
                SELECT update_batch_id, COUNT(*) AS n_finished, COUNT(*) FILTER (WHERE status = 'failed') AS n_bad
                FROM update_batch_devices
                WHERE status IN ('succeeded', 'failed')
                GROUP BY update_batch_id
                """),
    ]

    private static func rollouts(kept: String) -> RecountedFigures {
        RecountedFigures(
            name: "rollouts", kept: kept,
            counted: """
                SELECT r.id, \(counts)
                FROM rollouts AS r
                LEFT JOIN update_batches AS b ON b.rollout_id = r.id
                LEFT JOIN update_batch_devices AS bd ON bd.update_batch_id = b.id
                LEFT JOIN update_sessions AS s ON s.session_id = bd.update_session_id
                GROUP BY r.id
                """)
    }

    private static let figures = BatchCounters.Figure.allCases

    private static let counterNames = figures.map(\.column).joined(separator: ", ")

    private static let counterSums = figures.map { "COALESCE(SUM(part.\($0.column)), 0)" }.joined(separator: ", ")

    private static let counts = figures.map { "COUNT(*) FILTER (WHERE \(condition(of: $0))) AS \($0.column)" }
        .joined(separator: ", ")

    /// Written apart from what the repositories count by, so that it can contradict them.
    private static func condition(of figure: BatchCounters.Figure) -> String {
        switch figure {
        case .total: "bd.id IS NOT NULL"
        case .pending: "bd.status = 'pending'"
        case .initiated: "bd.status = 'initiated'"
        case .succeeded: "bd.status = 'succeeded'"
        case .failed: "bd.status = 'failed'"
        case .leftOut:
            "bd.status = 'failed' AND bd.reason_code <> 'device_reported' AND bd.reason_code <> 'checksum_mismatch'"
                + " AND bd.reason_code <> 'no_report'"
        case .acknowledged: "s.update_status = 'acknowledged'"
        case .downloading: "s.update_status = 'downloading'"
        case .flashed: "s.update_status = 'flashed'"
        case .verified: "bd.verified_at IS NOT NULL"
        case .fellBack: "bd.fell_back_at IS NOT NULL"
        case .lost: "bd.lost_at IS NOT NULL"
        case .silent: "bd.silent_at IS NOT NULL"
        case .silentFlashed: "bd.silent_in = 'flashed'"
        }
    }

    private static let badDevices = """
        SELECT id, update_batch_id, 'failed' AS cause, COALESCE(reason_key, reason_code, '') AS reason_key
        FROM update_batch_devices
        WHERE status = 'failed'
        UNION ALL
        SELECT id, update_batch_id, 'silent', ''
        FROM update_batch_devices
        WHERE silent_in = 'flashed'
        UNION ALL
        SELECT id, update_batch_id, 'fell_back', ''
        FROM update_batch_devices
        WHERE fell_back_at IS NOT NULL
        UNION ALL
        SELECT id, update_batch_id, 'lost', ''
        FROM update_batch_devices
        WHERE lost_at IS NOT NULL
        """

    private static let deviceAttributes = """
        SELECT id, update_batch_id, 'hardware_version' AS attribute, hardware_version AS value
        FROM update_batch_devices
        UNION ALL
        SELECT id, update_batch_id, 'from_version', from_version
        FROM update_batch_devices
        UNION ALL
        SELECT bd.id, bd.update_batch_id, 'organization', d.organization_name
        FROM update_batch_devices AS bd
        JOIN devices AS d ON d.id = bd.device_id
        """
}
