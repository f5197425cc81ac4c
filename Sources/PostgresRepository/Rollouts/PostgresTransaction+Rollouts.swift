import SQLStorage
import SlipwayCore

extension PostgresTransaction {
    func openRollouts(in scope: OrganizationScope, limit: Int) throws -> [RolloutSummary] {
        try summaries(states: RolloutState.open.sqlNames, in: scope, after: nil, limit: limit)
    }

    func endedRollouts(
        in scope: OrganizationScope, after id: Rollout.ID?, limit: Int
    ) throws -> [RolloutSummary] {
        try summaries(states: RolloutState.ended.sqlNames, in: scope, after: id, limit: limit)
    }

    private func summaries(
        states: String, in scope: OrganizationScope, after id: Rollout.ID?, limit: Int
    ) throws -> [RolloutSummary] {
        let scoped = scoped(to: scope, "r.organization_id", at: 5)
        return try rows(
            """
            SELECT \(Rollout.columns), b.id, b.sequence, f.version, o.display_name,
              (SELECT COALESCE(sum(m.n_finished), 0)
                FROM update_batch_minutes AS m
                WHERE m.update_batch_id = b.id AND m.minute >= $1),
              (SELECT min(bd.silent_at)
                FROM update_batch_devices AS bd
                WHERE bd.update_batch_id = b.id AND bd.silent_at IS NOT NULL),
              \(AttributeCount.arrayForReasons),
              \(BatchReason.array(limit: "$4"))
            FROM rollouts AS r
            \(Rollout.counterJoin)
            LEFT JOIN update_batches AS b
              ON b.id = (SELECT latest.id FROM update_batches AS latest WHERE latest.rollout_id = r.id
                ORDER BY latest.sequence DESC LIMIT 1)
            JOIN firmware_releases AS f ON f.id = r.firmware_id
            LEFT JOIN organizations AS o ON o.id = r.organization_id
            WHERE r.status IN (\(states))
              AND r.id < $2\(scoped.condition)
            ORDER BY r.id DESC
            LIMIT $3
            """, [CompletionRate.firstMinute(at: now), id?.rawValue ?? Int64.max, limit, 3] + scoped.arguments
        ) { row in
            var summary = try RolloutSummary(&row)
            let attributes = try row.records { try AttributeCount(&$0) }
            summary.reasons = try row.reasons(attributes: attributes, total: summary.rollout.counters.total)
            return summary
        }
    }
}

extension PostgresTransaction {
    func rollout(_ id: Rollout.ID) throws -> Rollout? {
        try first(
            """
            SELECT \(Rollout.columns)
            FROM rollouts AS r
            \(Rollout.counterJoin)
            WHERE r.id = $1
            """, [id], decode: Rollout.init)
    }

    func rollouts(
        in scope: OrganizationScope, areOpen: Bool, after id: Rollout.ID?, limit: Int
    ) throws -> [Rollout] {
        let scoped = scoped(to: scope, "r.organization_id", at: 3)
        return try rows(
            """
            SELECT \(Rollout.columns)
            FROM rollouts AS r
            \(Rollout.counterJoin)
            WHERE r.status IN (\(areOpen ? RolloutState.open.sqlNames : RolloutState.ended.sqlNames))
              AND r.id < $1\(scoped.condition)
            ORDER BY r.id DESC
            LIMIT $2
            """, [id?.rawValue ?? Int64.max, limit] + scoped.arguments, decode: Rollout.init)
    }
}

extension Rollout {
    static let columns =
        Columns(columnNames, of: "r").qualified + ", "
        + BatchCounters.columnNames.map { "k.\($0)" }.joined(separator: ", ") + ", r.created_at, r.updated_at"

    /// Joins the figures of `r` as `k`.
    static let counterJoin = """
        CROSS JOIN LATERAL (
          SELECT \(BatchCounters.columnNames.map { "COALESCE(sum(\($0)), 0) AS \($0)" }.joined(separator: ", "))
          FROM rollout_counters AS part
          WHERE part.rollout_id = r.id) AS k
        """
}
