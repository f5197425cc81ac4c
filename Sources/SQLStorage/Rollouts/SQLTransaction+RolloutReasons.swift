import SlipwayCore

extension SQLTransaction {
    /// What its batches count, taken together: as many rows as they have causes and values, not as many as devices.
    package func reasons(of rollout: Rollout.ID, total: Int, limit: Int) throws -> [ReasonSummary] {
        let found = try rows(
            """
            SELECT \(BatchReason.columns)
            FROM (
              SELECT min(r.update_batch_id) AS update_batch_id, r.cause, r.reason_key, min(r.reason_code) AS reason_code,
                sum(r.n) AS n, min(r.first_at) AS first_at, max(r.last_at) AS last_at, min(r.id) AS id
              FROM update_batches AS b
              \(dialect.joinInOrder) update_batch_reasons AS r ON r.update_batch_id = b.id
              WHERE b.rollout_id = $1
              GROUP BY r.cause, r.reason_key) AS x
            ORDER BY \(BatchReason.order(as: "x"))
            LIMIT $2
            """, [rollout, limit], decode: BatchReason.init)
        guard found.contains(where: \.mayHaveCommonFactor) else {
            return found.map { $0.summary(factors: [], attributes: [], total: total) }
        }
        let attributes = try attributes(of: rollout)
        let factors = try factors(of: rollout)
        return found.map { reason in
            reason.summary(
                factors: factors[RolloutCause(reason.group)] ?? [], attributes: attributes, total: total)
        }
    }

    private func attributes(of rollout: Rollout.ID) throws -> [AttributeCount] {
        try rows(
            """
            SELECT a.attribute, a.value, sum(a.n)
            FROM update_batches AS b
            \(dialect.joinInOrder) update_batch_attributes AS a ON a.update_batch_id = b.id
            WHERE b.rollout_id = $1
            GROUP BY a.attribute, a.value
            """, [rollout], decode: AttributeCount.init)
    }

    private func factors(of rollout: Rollout.ID) throws -> [RolloutCause: [AttributeCount]] {
        let found = try rows(
            """
            SELECT f.cause, f.reason_key, f.attribute, f.value, sum(f.n)
            FROM update_batches AS b
            \(dialect.joinInOrder) update_batch_reason_factors AS f ON f.update_batch_id = b.id
            WHERE b.rollout_id = $1
            GROUP BY f.cause, f.reason_key, f.attribute, f.value
            """, [rollout]
        ) { row -> (cause: RolloutCause, count: AttributeCount) in
            (RolloutCause(cause: try row.text(), reasonKey: try row.text()), try AttributeCount(&row))
        }
        return Dictionary(grouping: found) { $0.cause }.mapValues { $0.map(\.count) }
    }
}

/// One cause in all batches of a rollout.
private struct RolloutCause: Hashable {
    let cause: String
    let reasonKey: String

    init(cause: String, reasonKey: String) {
        self.cause = cause
        self.reasonKey = reasonKey
    }

    init(_ group: BatchReason.Group) { self.init(cause: group.cause, reasonKey: group.reasonKey) }
}
