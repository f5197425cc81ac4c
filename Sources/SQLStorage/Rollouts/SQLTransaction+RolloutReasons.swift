import SlipwayCore

extension SQLTransaction {
    package func explanations(
        of rollouts: [Rollout.ID: Int], limit: Int
    ) throws -> [Rollout.ID: RolloutExplanation] {
        guard !rollouts.isEmpty else { return [:] }
        let ids = SQLList(rollouts.keys.sorted())
        let (reasons, finished, silent) = (
            try reasons(of: rollouts, limit: limit), try recentlyFinished(of: ids), try silentSince(of: ids)
        )
        return Dictionary(
            uniqueKeysWithValues: rollouts.keys.map { id in
                (
                    id,
                    RolloutExplanation(
                        reasons: reasons[id] ?? [], recentlyFinished: finished[id] ?? 0, silentSince: silent[id])
                )
            })
    }

    /// What its batches count, taken together: as many rows as they have causes and values, not as many as devices.
    package func reasons(of rollouts: [Rollout.ID: Int], limit: Int) throws -> [Rollout.ID: [ReasonSummary]] {
        let found = try rows(
            """
            SELECT x.rollout_id, \(BatchReason.columns)
            FROM (
              SELECT total.*,
                row_number() OVER (
                  PARTITION BY total.rollout_id ORDER BY \(BatchReason.order(as: "total"))) AS place
              FROM (
                SELECT b.rollout_id, min(r.update_batch_id) AS update_batch_id, r.cause, r.reason_key,
                  min(r.reason_code) AS reason_code, sum(r.n) AS n, min(r.first_at) AS first_at,
                  max(r.last_at) AS last_at, min(r.id) AS id
                FROM update_batches AS b
                \(dialect.joinInOrder) update_batch_reasons AS r ON r.update_batch_id = b.id
                WHERE b.rollout_id \(dialect.among("$1", .integer))
                GROUP BY b.rollout_id, r.cause, r.reason_key) AS total) AS x
            WHERE x.place <= $2
            ORDER BY x.rollout_id, x.place
            """, [SQLList(rollouts.keys.sorted()), limit]
        ) { row in (rollout: try row.id() as Rollout.ID, reason: try BatchReason(&row)) }
        let searched = Set(found.filter(\.reason.mayHaveCommonFactor).map(\.rollout)).sorted()
        let attributes = try attributes(of: searched)
        let factors = try factors(of: searched)
        return Dictionary(grouping: found, by: \.rollout).mapValues { found in
            found.map { rollout, reason in
                reason.summary(
                    factors: factors[RolloutCause(rollout, reason.group)] ?? [], attributes: attributes[rollout] ?? [],
                    total: rollouts[rollout] ?? 0)
            }
        }
    }

    private func attributes(of rollouts: [Rollout.ID]) throws -> [Rollout.ID: [AttributeCount]] {
        guard !rollouts.isEmpty else { return [:] }
        let found = try rows(
            """
            SELECT b.rollout_id, a.attribute, a.value, sum(a.n)
            FROM update_batches AS b
            \(dialect.joinInOrder) update_batch_attributes AS a ON a.update_batch_id = b.id
            WHERE b.rollout_id \(dialect.among("$1", .integer))
            GROUP BY b.rollout_id, a.attribute, a.value
            """, [SQLList(rollouts)]
        ) { row in (rollout: try row.id() as Rollout.ID, count: try AttributeCount(&row)) }
        return Dictionary(grouping: found, by: \.rollout).mapValues { $0.map(\.count) }
    }

    private func factors(of rollouts: [Rollout.ID]) throws -> [RolloutCause: [AttributeCount]] {
        guard !rollouts.isEmpty else { return [:] }
        let found = try rows(
            """
            SELECT b.rollout_id, f.cause, f.reason_key, f.attribute, f.value, sum(f.n)
            FROM update_batches AS b
            \(dialect.joinInOrder) update_batch_reason_factors AS f ON f.update_batch_id = b.id
            WHERE b.rollout_id \(dialect.among("$1", .integer))
            GROUP BY b.rollout_id, f.cause, f.reason_key, f.attribute, f.value
            """, [SQLList(rollouts)]
        ) { row -> (cause: RolloutCause, count: AttributeCount) in
            (
                RolloutCause(rollout: try row.id(), cause: try row.text(), reasonKey: try row.text()),
                try AttributeCount(&row)
            )
        }
        return Dictionary(grouping: found) { $0.cause }.mapValues { $0.map(\.count) }
    }

    private func recentlyFinished(of rollouts: SQLList) throws -> [Rollout.ID: Int] {
        let found: [(Rollout.ID, Int)] = try rows(
            """
            SELECT b.rollout_id, sum(m.n_finished)
            FROM update_batches AS b
            \(dialect.joinInOrder) update_batch_minutes AS m ON m.update_batch_id = b.id AND m.minute >= $2
            WHERE b.rollout_id \(dialect.among("$1", .integer))
            GROUP BY b.rollout_id
            """, [rollouts, CompletionRate.firstMinute(at: now)]
        ) { (try $0.id(), try $0.int()) }
        return Dictionary(found) { first, _ in first }
    }

    private func silentSince(of rollouts: SQLList) throws -> [Rollout.ID: Timestamp] {
        let found: [(Rollout.ID, Timestamp)] = try rows(
            """
            SELECT b.rollout_id, min(bd.silent_at)
            FROM update_batches AS b
            \(dialect.joinInOrder) update_batch_devices AS bd
              ON bd.update_batch_id = b.id AND bd.silent_at IS NOT NULL
            WHERE b.rollout_id \(dialect.among("$1", .integer))
              AND b.\(BatchCounters.Figure.silent.column) > 0
            GROUP BY b.rollout_id
            """, [rollouts]
        ) { (try $0.id(), try $0.instant()) }
        return Dictionary(found) { first, _ in first }
    }
}

/// One cause in all batches of a rollout.
private struct RolloutCause: Hashable {
    let rollout: Rollout.ID
    let cause: String
    let reasonKey: String

    init(rollout: Rollout.ID, cause: String, reasonKey: String) {
        self.rollout = rollout
        self.cause = cause
        self.reasonKey = reasonKey
    }

    init(_ rollout: Rollout.ID, _ group: BatchReason.Group) {
        self.init(rollout: rollout, cause: group.cause, reasonKey: group.reasonKey)
    }
}
