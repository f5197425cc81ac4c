import GRDB
import SQLStorage
import SlipwayCore

extension SQLiteTransaction {
    func openRollouts(in scope: OrganizationScope, limit: Int) throws -> [RolloutSummary] {
        try summaries(
            states: RolloutState.open.sqlNames, index: "rollouts_open", in: scope, after: nil, limit: limit)
    }

    func endedRollouts(
        in scope: OrganizationScope, after id: Rollout.ID?, limit: Int
    ) throws -> [RolloutSummary] {
        try summaries(
            states: RolloutState.ended.sqlNames, index: "rollouts_ended", in: scope, after: id, limit: limit)
    }

    /// - Parameter index: the one over all organizations; that of one has the same name and a suffix.
    private func summaries(
        states: String, index: String, in scope: OrganizationScope, after id: Rollout.ID?, limit: Int
    ) throws -> [RolloutSummary] {
        let scoped = scoped(to: scope, "r.organization_id", at: 4)
        let index = scoped.condition.isEmpty ? index : index + "_by_organization"
        let found = try rows(
            """
            SELECT \(Rollout.columns.qualified), b.id, b.sequence, f.version, o.display_name,
              (SELECT COALESCE(SUM(m.n_finished), 0)
                FROM update_batch_minutes AS m
                WHERE m.update_batch_id = b.id AND m.minute >= $1),
              (SELECT MIN(bd.silent_at)
                FROM update_batch_devices AS bd
                WHERE bd.update_batch_id = b.id AND bd.silent_at IS NOT NULL)
            FROM rollouts AS r INDEXED BY \(index)
            LEFT JOIN update_batches AS b
              ON b.id = (SELECT latest.id FROM update_batches AS latest WHERE latest.rollout_id = r.id
                ORDER BY latest.sequence DESC LIMIT 1)
            JOIN firmware_releases AS f ON f.id = r.firmware_id
            LEFT JOIN organizations AS o ON o.id = r.organization_id
            WHERE r.status IN (\(states))
              AND r.id < $2\(scoped.condition)
            ORDER BY r.id DESC
            LIMIT $3
            """, [CompletionRate.firstMinute(at: now), id?.rawValue ?? Int64.max, limit] + scoped.arguments
        ) { try RolloutSummary(&$0) }
        let reasons = try reasons(
            of: found.compactMap { summary in summary.batchID.map { ($0, summary.rollout.counters.total) } }, limit: 3)
        return found.map { summary in
            var summary = summary
            summary.reasons = summary.batchID.flatMap { reasons[$0] } ?? []
            return summary
        }
    }
}

extension SQLiteTransaction {
    func rollout(_ id: Rollout.ID) throws -> Rollout? {
        try first(
            """
            SELECT \(Rollout.columns.qualified)
            FROM rollouts AS r
            WHERE r.id = ?
            """, [id.rawValue], decode: Rollout.init)
    }

    func rollouts(
        in scope: OrganizationScope, areOpen: Bool, after id: Rollout.ID?, limit: Int
    ) throws -> [Rollout] {
        let scoped = scoped(to: scope, "r.organization_id", at: 3)
        let states = areOpen ? RolloutState.open.sqlNames : RolloutState.ended.sqlNames
        let index = "rollouts_\(areOpen ? "open" : "ended")\(scoped.condition.isEmpty ? "" : "_by_organization")"
        return try rows(
            """
            SELECT \(Rollout.columns.qualified)
            FROM rollouts AS r INDEXED BY \(index)
            WHERE r.status IN (\(states))
              AND r.id < $1\(scoped.condition)
            ORDER BY r.id DESC
            LIMIT $2
            """, [id?.rawValue ?? Int64.max, limit] + scoped.arguments, decode: Rollout.init)
    }
}

extension Rollout {
    static let columns = Columns(
        columnNames + BatchCounters.columnNames + ["created_at", "updated_at"], of: "r")
}
