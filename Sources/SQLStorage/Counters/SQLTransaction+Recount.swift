import SlipwayCore

extension SQLTransaction {
    package func recount(_ batch: UpdateBatch.ID, limit: Int) throws -> [CounterSubject: [CounterDifference]] {
        var differences: [CounterSubject: [CounterDifference]] = [
            .batch(batch): try self.differences(of: .batch(batch), limit: limit)
        ]
        if let rollout = try rollout(begunBy: batch) {
            differences[.rollout(rollout)] = try recountRollout(rollout) + recountPlaces(of: rollout)
        }
        return differences
    }

    package func differences(of subject: CounterSubject, limit: Int) throws -> [CounterDifference] {
        switch subject {
        case .organization(let id): try recountDevices(of: id)
        case .rollout(let id):
            switch dialect {
            case .postgres: try recountShards(of: id) + recountPlaces(of: id)
            case .sqlite: try recountRollout(id) + recountPlaces(of: id)
            }
        case .batch(let id): try recountCounters(of: id) + recountBuckets(of: id, limit: limit)
        }
    }

    private func recountDevices(of organization: Organization.ID) throws -> [CounterDifference] {
        guard let kept = try self.organization(organization)?.deviceCount else { return [] }
        let counted = try countDevices(of: organization, after: nil, limit: .max).count
        let difference = CounterDifference(
            of: .organization(organization), figure: "device_count", kept: kept, counted: counted)
        return kept == counted ? [] : [difference]
    }

    private func recountBuckets(of batch: UpdateBatch.ID, limit: Int) throws -> [CounterDifference] {
        try RecountedBucket.all.flatMap { bucket in
            try rows(bucket.comparison, [batch, limit]) { row in
                CounterDifference(
                    of: .batch(batch), figure: bucket.table, key: try row.text(), kept: try row.int(),
                    counted: try row.int())
            }
        }
    }

    private func recountCounters(of batch: UpdateBatch.ID) throws -> [CounterDifference] {
        let kept = try figures(
            """
            SELECT \(BatchCounters.columnNames.joined(separator: ", "))
            FROM update_batches
            WHERE id = $1
            """, of: batch)
        let counted = try figures(
            """
            SELECT \(BatchCounters.counts)
            FROM update_batch_devices AS bd
            LEFT JOIN update_sessions AS s ON s.session_id = bd.update_session_id
            WHERE bd.update_batch_id = $1
            """, of: batch)
        return differences(of: .batch(batch), kept: kept, counted: counted)
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
            SELECT \(BatchCounters.sums)
            FROM \(dialect.rolloutCounters.table)
            WHERE \(dialect.rolloutCounters.key) = $1
            """, of: rollout)
        let counted = try figures(
            """
            SELECT \(BatchCounters.sums)
            FROM update_batches
            WHERE rollout_id = $1
            """, of: rollout)
        return differences(of: .rollout(rollout), kept: kept, counted: counted)
    }

    private func recountShards(of rollout: Rollout.ID) throws -> [CounterDifference] {
        let sides = ["kept", "counted"].map { side in
            BatchCounters.columnNames.map { "CAST(COALESCE(\(side).\($0), 0) AS bigint)" }.joined(separator: ", ")
        }
        return try rows(
            """
            SELECT COALESCE(kept.shard, counted.shard), \(sides.joined(separator: ", "))
            FROM (SELECT * FROM rollout_counters WHERE rollout_id = $1) AS kept
            FULL JOIN (
              SELECT id % 16 AS shard, \(BatchCounters.namedSums)
              FROM update_batches
              WHERE rollout_id = $1
              GROUP BY id % 16) AS counted ON counted.shard = kept.shard
            ORDER BY 1
            """, [rollout]
        ) { row in
            let shard = try row.int()
            let kept = try BatchCounters.columnNames.map { _ in try row.int() }
            let counted = try BatchCounters.columnNames.map { _ in try row.int() }
            return differences(of: .rollout(rollout), key: "shard \(shard)", kept: kept, counted: counted)
        }.flatMap { $0 }
    }

    private func recountPlaces(of rollout: Rollout.ID) throws -> [CounterDifference] {
        try rows(
            """
            SELECT shard, CAST(sum(kept) AS bigint), CAST(sum(counted) AS bigint)
            FROM (
              SELECT shard, taken AS kept, 0 AS counted
              FROM rollout_places
              WHERE rollout_id = $1
              UNION ALL
              SELECT shard, 0, \(BatchCounters.inFlightSum(of: "update_batches"))
              FROM update_batches
              WHERE rollout_id = $1) AS compared
            GROUP BY shard
            HAVING sum(kept) <> sum(counted)
            ORDER BY shard
            """, [rollout]
        ) { row in
            CounterDifference(
                of: .rollout(rollout), figure: "taken", key: "shard \(try row.int())", kept: try row.int(),
                counted: try row.int())
        }
    }

    /// The figures of one row, in the order of their names.
    private func figures<Record>(_ sql: String, of id: RecordID<Record>) throws -> [Int] {
        try first(sql, [id]) { row in
            try BatchCounters.columnNames.map { _ in try row.int() }
        } ?? []
    }

    private func differences(
        of subject: CounterSubject, key: String = "", kept: [Int], counted: [Int]
    ) -> [CounterDifference] {
        zip(BatchCounters.columnNames, zip(kept, counted)).compactMap { name, figures in
            guard figures.0 != figures.1 else { return nil }
            return CounterDifference(of: subject, figure: name, key: key, kept: figures.0, counted: figures.1)
        }
    }
}

extension BatchCounters {
    /// Counted from the devices of a batch.
    static let counts = Figure.allCases
        .map { "count(*) FILTER (WHERE \($0.condition))" }.joined(separator: ", ")

    /// Over the rows that keep them.
    static let sums = Figure.allCases
        .map { "CAST(COALESCE(sum(\($0.column)), 0) AS bigint)" }.joined(separator: ", ")

    /// The same, each under the name of its column.
    fileprivate static let namedSums = Figure.allCases
        .map { "CAST(COALESCE(sum(\($0.column)), 0) AS bigint) AS \($0.column)" }.joined(separator: ", ")
}

extension SQLDialect {
    /// What keeps the figures of a rollout: in PostgreSQL several rows, of which each writer locks one.
    fileprivate var rolloutCounters: (table: String, key: String) {
        switch self {
        case .postgres: ("rollout_counters", "rollout_id")
        case .sqlite: ("rollouts", "id")
        }
    }
}
