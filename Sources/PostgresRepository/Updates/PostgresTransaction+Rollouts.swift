import SQLRecords
import SlipwayCore

extension PostgresTransaction {
    func openRollouts(in scope: OrganizationScope, limit: Int) throws -> [RolloutSummary] {
        try summaries(states: FirstSchema.openRolloutStates, in: scope, after: nil, limit: limit)
    }

    func endedRollouts(
        in scope: OrganizationScope, after id: Rollout.ID?, limit: Int
    ) throws -> [RolloutSummary] {
        try summaries(states: FirstSchema.endedRolloutStates, in: scope, after: id, limit: limit)
    }

    func page(
        of query: BatchQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<BatchRow> {
        try page(of: try KeysetList<BatchRow>(query, in: scope, now: now), at: position, limit: limit)
    }

    func count(of query: BatchQuery, in scope: OrganizationScope) throws -> ListCount {
        try count(of: try KeysetList<BatchRow>(query, in: scope, now: now))
    }

    func devices(
        ofBatch id: UpdateBatch.ID, filter: Filter, at position: PagePosition<UpdateBatchDevice.ID>, limit: Int
    ) throws -> [BatchDeviceRow] {
        let isForward = position.isForward
        var conditions = [SQLCondition("bd.update_batch_id = ?", [id])]
        if let anchor = position.anchor {
            conditions.append(SQLCondition("bd.id \(isForward ? ">" : "<") ?", [anchor]))
        }
        // A batch is small enough to be judged device by device.
        conditions += try BatchDeviceRow.filterColumns.conditions(for: filter.terms, now: now)
        let condition = SQLCondition.all(conditions)
        let found = try rows(
            SQLCondition.numbered(
                """
                SELECT \(UpdateBatchDevice.columns.qualified), d.device_uid, \(UpdateSession.columns.qualified)
                FROM update_batch_devices AS bd
                JOIN devices AS d ON d.id = bd.device_id
                LEFT JOIN update_sessions AS s ON s.session_id = bd.update_session_id
                WHERE \(condition.sql)
                ORDER BY bd.id \(isForward ? "ASC" : "DESC")
                LIMIT ?
                """), condition.arguments + [limit], isKept: filter.terms.isEmpty
        ) { row in
            BatchDeviceRow(
                batchDevice: try UpdateBatchDevice(&row), deviceUID: try row.text(),
                session: try UpdateSession(optional: &row))
        }
        // Rows are always given in ascending order.
        return isForward ? found : found.reversed()
    }

    private func summaries(
        states: String, in scope: OrganizationScope, after id: Rollout.ID?, limit: Int
    ) throws -> [RolloutSummary] {
        let scoped = ScopeCondition(scope, column: "r.organization_id", at: 5)
        return try rows(
            """
            SELECT \(Rollout.columns), b.id, f.version, o.display_name,
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
            JOIN update_batches AS b
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

extension BatchDeviceRow {
    fileprivate static let filterColumns = FilterColumns(
        expressions: [
            "uid": "d.device_uid",
            "status": "bd.status",
            "reason": "bd.reason_key",
            "silent": "(bd.silent_at IS NOT NULL)",
            "fellback": "(bd.fell_back_at IS NOT NULL)",
            "from": "bd.from_version",
            "hardware": "bd.hardware_version",
        ], searched: ["d.device_uid"])
}
