import SlipwayCore

/// A table that keeps a count a key, and the rows that it counts.
struct RecountedBucket {
    let table: String
    /// Its columns, or one word where the table is compared as a whole.
    let key: [String]
    var kept = "n"
    /// A row for each that is counted: its key, and 1; the batch is parameter 1.
    let counted: String

    /// The key in words, what is kept and what is counted, where these differ; the limit is parameter 2.
    var comparison: String {
        let names = (1...key.count).map { "key\($0)" }
        let columns = zip(key, names).map { "\($0) AS \($1)" }.joined(separator: ", ")
        return """
            SELECT \(names.joined(separator: " || ' ' || ")), CAST(sum(kept) AS bigint), CAST(sum(counted) AS bigint)
            FROM (
              SELECT \(columns), \(kept) AS kept, 0 AS counted
              FROM \(table)
              WHERE update_batch_id = $1
              UNION ALL
              SELECT \(key.joined(separator: ", ")), 0, n
              FROM (\(counted)) AS counted) AS compared
            GROUP BY \(names.joined(separator: ", "))
            HAVING sum(kept) <> sum(counted)
            ORDER BY \(names.joined(separator: ", "))
            LIMIT $2
            """
    }

    /// Inserts the recounted rows of a batch into a table that holds none of them; the batch is parameter 1.
    static func insertions(in dialect: SQLDialect) -> [(table: String, statement: String)] {
        [
            (
                "update_batch_reasons",
                """
                INSERT INTO update_batch_reasons (
                  update_batch_id, cause, reason_key, reason_code, n, first_at, last_at)
                SELECT CAST($1 AS bigint), bad.cause, bad.reason_key, min(bd.reason_code), count(*),
                  min(\(instantOfBad)), max(\(instantOfBad))
                FROM (\(badDevices)) AS bad
                JOIN update_batch_devices AS bd ON bd.id = bad.id
                LEFT JOIN update_sessions AS s ON s.session_id = bd.update_session_id
                GROUP BY bad.cause, bad.reason_key
                ORDER BY min(bad.id)
                """
            ),
            (
                "update_batch_reason_factors",
                """
                INSERT INTO update_batch_reason_factors (update_batch_id, cause, reason_key, attribute, value, n)
                SELECT CAST($1 AS bigint), bad.cause, bad.reason_key, a.attribute, a.value, count(*)
                FROM (\(badDevices)) AS bad
                JOIN (\(attributes)) AS a ON a.id = bad.id
                GROUP BY bad.cause, bad.reason_key, a.attribute, a.value
                """
            ),
            (
                "update_batch_attributes",
                """
                INSERT INTO update_batch_attributes (update_batch_id, attribute, value, n)
                SELECT CAST($1 AS bigint), attribute, value, count(*)
                FROM (\(attributes)) AS a
                GROUP BY attribute, value
                """
            ),
            (
                "update_batch_minutes",
                """
                INSERT INTO update_batch_minutes (
                  update_batch_id, minute, n_finished, n_bad, n_left_out, n_fell_back, n_lost)
                SELECT CAST($1 AS bigint), minute, sum(finished), sum(bad), sum(left_out), sum(fell_back), sum(lost)
                FROM (
                  SELECT \(dialect.minute(of: instantOfEnd)) AS minute, 1 AS finished,
                    CASE WHEN bd.status = 'failed' THEN 1 ELSE 0 END AS bad,
                    CASE WHEN \(BatchCounters.Figure.leftOut.condition) THEN 1 ELSE 0 END AS left_out,
                    0 AS fell_back, 0 AS lost
                  FROM update_batch_devices AS bd
                  LEFT JOIN update_sessions AS s ON s.session_id = bd.update_session_id
                  WHERE bd.update_batch_id = $1 AND bd.status IN (\(UpdateBatchDeviceState.ended.sqlNames))
                  UNION ALL
                  SELECT \(dialect.minute(of: "fell_back_at")), 0, 0, 0, 1, 0
                  FROM update_batch_devices
                  WHERE update_batch_id = $1 AND fell_back_at IS NOT NULL
                  UNION ALL
                  SELECT \(dialect.minute(of: "lost_at")), 0, 0, 0, 0, 1
                  FROM update_batch_devices
                  WHERE update_batch_id = $1 AND lost_at IS NOT NULL) AS happened
                GROUP BY minute
                """
            ),
        ]
    }

    /// What became final without a session has not changed since.
    private static let instantOfEnd = "COALESCE(s.completed_at, bd.updated_at)"

    private static let instantOfBad = """
        CASE bad.cause WHEN 'silent' THEN bd.silent_at WHEN 'fell_back' THEN bd.fell_back_at WHEN 'lost' THEN bd.lost_at
          ELSE \(instantOfEnd) END
        """

    static let all = [
        RecountedBucket(
            table: "update_batch_reasons", key: ["cause", "reason_key"],
            counted: """
                SELECT cause, reason_key, 1 AS n
                FROM (\(badDevices)) AS bad
                """),
        RecountedBucket(
            table: "update_batch_reason_factors", key: ["cause", "reason_key", "attribute", "value"],
            counted: """
                SELECT bad.cause, bad.reason_key, a.attribute, a.value, 1 AS n
                FROM (\(badDevices)) AS bad
                JOIN (\(attributes)) AS a ON a.id = bad.id
                """),
        RecountedBucket(
            table: "update_batch_attributes", key: ["attribute", "value"],
            counted: """
                SELECT attribute, value, 1 AS n
                FROM (\(attributes)) AS a
                """),
        // When a device became final is not kept with it, so only the sums can be compared.
        RecountedBucket(
            table: "update_batch_minutes", key: ["'finished'"], kept: "n_finished",
            counted: """
                SELECT 1 AS n
                FROM update_batch_devices
                WHERE update_batch_id = $1 AND status IN (\(UpdateBatchDeviceState.ended.sqlNames))
                """),
        RecountedBucket(
            table: "update_batch_minutes", key: ["'bad'"], kept: "n_bad",
            counted: """
                SELECT 1 AS n
                FROM update_batch_devices
                WHERE update_batch_id = $1 AND status = 'failed'
                """),
    ]

    private static let badDevices = """
        SELECT id, 'failed' AS cause, COALESCE(reason_key, reason_code, '') AS reason_key
        FROM update_batch_devices
        WHERE update_batch_id = $1 AND status = 'failed'
        UNION ALL
        SELECT id, 'silent', ''
        FROM update_batch_devices
        WHERE update_batch_id = $1 AND silent_in IN (\(UpdateSessionState.afterFlash.sqlNames))
        UNION ALL
        SELECT id, 'fell_back', ''
        FROM update_batch_devices
        WHERE update_batch_id = $1 AND fell_back_at IS NOT NULL
        UNION ALL
        SELECT id, 'lost', ''
        FROM update_batch_devices
        WHERE update_batch_id = $1 AND lost_at IS NOT NULL
        """

    private static let attributes = """
        SELECT id, 'hardware_version' AS attribute, hardware_version AS value
        FROM update_batch_devices
        WHERE update_batch_id = $1
        UNION ALL
        SELECT id, 'from_version', from_version
        FROM update_batch_devices
        WHERE update_batch_id = $1
        UNION ALL
        SELECT bd.id, 'organization', d.organization_name
        FROM update_batch_devices AS bd
        JOIN devices AS d ON d.id = bd.device_id
        WHERE bd.update_batch_id = $1
        """
}

extension SQLDialect {
    /// Whole minutes since 1970.
    fileprivate func minute(of instant: String) -> String {
        switch self {
        case .postgres: "CAST(floor(extract(epoch FROM \(instant)) / 60) AS bigint)"
        case .sqlite: "\(instant) / 60000"
        }
    }
}
