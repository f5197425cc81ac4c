import GRDB
import SQLRecords
import SlipwayCore

extension SQLiteTransaction {
    func openRollouts(in scope: OrganizationScope, limit: Int) throws -> [RolloutSummary] {
        try summaries(
            states: FirstSchema.openRolloutStates, index: "rollouts_open", in: scope, after: nil, limit: limit)
    }

    func endedRollouts(
        in scope: OrganizationScope, after id: Rollout.ID?, limit: Int
    ) throws -> [RolloutSummary] {
        try summaries(
            states: FirstSchema.endedRolloutStates, index: "rollouts_ended", in: scope, after: id, limit: limit)
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
        let page = KeysetPage(position, key: "bd.id") { $0.rawValue }
        // A batch is small enough to be judged device by device.
        let matches = SQLCondition.all(try BatchDeviceRow.filterColumns.conditions(for: filter.terms, now: now))
        return page.ascending(
            try rows(
                """
                SELECT \(UpdateBatchDevice.columns.qualified), d.device_uid, \(UpdateSession.columns.qualified)
                FROM update_batch_devices AS bd INDEXED BY update_batch_devices_by_batch
                JOIN devices AS d ON d.id = bd.device_id
                LEFT JOIN update_sessions AS s ON s.session_id = bd.update_session_id
                WHERE bd.update_batch_id = ?\(page.condition) AND \(matches.sql)
                ORDER BY bd.id \(page.direction)
                LIMIT ?
                """, [id.rawValue] + page.arguments + matches.arguments + [limit], isKept: filter.terms.isEmpty
            ) { row in
                BatchDeviceRow(
                    batchDevice: try UpdateBatchDevice(&row), deviceUID: try row.text(),
                    session: try UpdateSession(optional: &row))
            })
    }

    /// - Parameter index: the one over all organizations; that of one has the same name and a suffix.
    private func summaries(
        states: String, index: String, in scope: OrganizationScope, after id: Rollout.ID?, limit: Int
    ) throws -> [RolloutSummary] {
        let scoped = ScopeCondition(scope, column: "r.organization_id")
        let index = scoped.condition.isEmpty ? index : index + "_by_organization"
        let found = try rows(
            """
            SELECT \(Rollout.columns.qualified), b.id, f.version, o.display_name,
              (SELECT COALESCE(SUM(m.n_finished), 0)
                FROM update_batch_minutes AS m
                WHERE m.update_batch_id = b.id AND m.minute >= ?),
              (SELECT MIN(bd.silent_at)
                FROM update_batch_devices AS bd
                WHERE bd.update_batch_id = b.id AND bd.silent_at IS NOT NULL)
            FROM rollouts AS r INDEXED BY \(index)
            JOIN update_batches AS b
              ON b.id = (SELECT latest.id FROM update_batches AS latest WHERE latest.rollout_id = r.id
                ORDER BY latest.sequence DESC LIMIT 1)
            JOIN firmware_releases AS f ON f.id = r.firmware_id
            LEFT JOIN organizations AS o ON o.id = r.organization_id
            WHERE r.status IN (\(states))
              AND r.id < ?\(scoped.condition)
            ORDER BY r.id DESC
            LIMIT ?
            """, [CompletionRate.firstMinute(at: now), id?.rawValue ?? Int64.max] + scoped.arguments + [limit]
        ) { try RolloutSummary(&$0) }
        let reasons = try reasons(of: found.map { ($0.batchID, $0.rollout.counters.total) }, limit: 3)
        return found.map { summary in
            var summary = summary
            summary.reasons = reasons[summary.batchID] ?? []
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
