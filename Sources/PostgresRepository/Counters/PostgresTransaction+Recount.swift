import SlipwayCore

extension PostgresTransaction {
    func recount(_ batch: UpdateBatch.ID, limit: Int) throws -> [CounterSubject: [CounterDifference]] {
        let buckets = try Self.buckets.flatMap { bucket in
            try rows(bucket.comparison, [batch, limit]) { row in
                CounterDifference(
                    of: .batch(batch), figure: bucket.table, key: try row.text(), kept: try row.int(),
                    counted: try row.int())
            }
        }
        var differences: [CounterSubject: [CounterDifference]] = [
            .batch(batch): try recountCounters(of: batch) + buckets
        ]
        if let rollout = try rollout(begunBy: batch) {
            differences[.rollout(rollout)] = try recountRollout(rollout)
        }
        return differences
    }

    private func recountCounters(of batch: UpdateBatch.ID) throws -> [CounterDifference] {
        let kept = try figures(
            """
            SELECT \(Self.counterNames)
            FROM update_batches
            WHERE id = $1
            """, of: batch)
        let counted = try figures(
            """
            SELECT count(*),
              count(*) FILTER (WHERE bd.status = 'pending'),
              count(*) FILTER (WHERE bd.status = 'initiated'),
              count(*) FILTER (WHERE bd.status = 'succeeded'),
              count(*) FILTER (WHERE bd.status = 'failed'),
              count(*) FILTER (WHERE s.update_status = 'acknowledged'),
              count(*) FILTER (WHERE s.update_status = 'downloading'),
              count(*) FILTER (WHERE s.update_status = 'flashed'),
              count(bd.verified_at), count(bd.fell_back_at), count(bd.silent_at),
              count(*) FILTER (WHERE bd.silent_in = 'flashed')
            FROM update_batch_devices AS bd
            LEFT JOIN update_sessions AS s ON s.session_id = bd.update_session_id
            WHERE bd.update_batch_id = $1
            """, of: batch)
        return Self.differences(of: .batch(batch), kept: kept, counted: counted)
    }

    /// Only from its first batch, so that each rollout is counted once in a round.
    private func rollout(begunBy batch: UpdateBatch.ID) throws -> Rollout.ID? {
        try first(
            """
            SELECT rollout_id
            FROM update_batches
            WHERE id = $1
              AND id = (
                SELECT earliest.id
                FROM update_batches AS earliest
                WHERE earliest.rollout_id = update_batches.rollout_id
                ORDER BY earliest.sequence
                LIMIT 1)
            """, [batch]
        ) { try $0.id() }
    }

    private func recountRollout(_ rollout: Rollout.ID) throws -> [CounterDifference] {
        let kept = try figures(
            """
            SELECT \(Self.counterSums)
            FROM rollout_counters
            WHERE rollout_id = $1
            """, of: rollout)
        let counted = try figures(
            """
            SELECT \(Self.counterSums)
            FROM update_batches
            WHERE rollout_id = $1
            """, of: rollout)
        return Self.differences(of: .rollout(rollout), kept: kept, counted: counted)
    }

    /// The figures of one row, in the order of their names.
    private func figures<Record>(_ sql: String, of id: RecordID<Record>) throws -> [Int] {
        try first(sql, [id]) { row in
            try BatchCounters.columnNames.map { _ in try row.int() }
        } ?? []
    }

    private static func differences(
        of subject: CounterSubject, kept: [Int], counted: [Int]
    ) -> [CounterDifference] {
        zip(BatchCounters.columnNames, zip(kept, counted)).compactMap { name, figures in
            guard figures.0 != figures.1 else { return nil }
            return CounterDifference(of: subject, figure: name, kept: figures.0, counted: figures.1)
        }
    }

    private static let counterSums = BatchCounters.columnNames
        .map { "COALESCE(sum(\($0)), 0)::bigint" }.joined(separator: ", ")

    private static let counterNames = BatchCounters.columnNames.joined(separator: ", ")

    private static let buckets = [
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
                WHERE update_batch_id = $1 AND status IN ('succeeded', 'failed')
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
        WHERE update_batch_id = $1 AND silent_in = 'flashed'
        UNION ALL
        SELECT id, 'fell_back', ''
        FROM update_batch_devices
        WHERE update_batch_id = $1 AND fell_back_at IS NOT NULL
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

/// A table that keeps a count a key, and the rows that it counts.
private struct RecountedBucket {
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
            SELECT \(names.joined(separator: " || ' ' || ")), sum(kept)::bigint, sum(counted)::bigint
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
}
