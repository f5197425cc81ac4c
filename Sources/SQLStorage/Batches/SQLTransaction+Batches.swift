import SlipwayCore

extension SQLTransaction {
    package func batch(_ id: UpdateBatch.ID) throws -> UpdateBatch? {
        try first(batchByID, [id], decode: UpdateBatch.init)
    }

    package var batchByID: String {
        """
        SELECT \(UpdateBatch.columns.qualified)
        FROM update_batches AS b
        WHERE b.id = $1\(locking("b"))
        """
    }

    package func requested(_ key: RequestKey) throws -> RequestedBatch? {
        let found = try first(
            """
            SELECT k.body_sha256, \(UpdateBatch.columns.qualified)
            FROM request_keys AS k
            JOIN update_batches AS b ON b.rollout_id = k.rollout_id
            WHERE k.scope = $1 AND k.key = $2
            ORDER BY b.sequence
            LIMIT 1
            """, [key.scopeName, key.key]
        ) { row in
            let bodySHA256 = try row.text()
            return RequestedBatch(batch: try UpdateBatch(&row), bodySHA256: bodySHA256)
        }
        return try found ?? olderRequest(key)
    }

    /// From a program that knew neither scopes nor bodies.
    private func olderRequest(_ key: RequestKey) throws -> RequestedBatch? {
        let scoped = scoped(to: key.scope, "r.organization_id", at: 2)
        return try first(
            """
            SELECT \(UpdateBatch.columns.qualified)
            FROM rollouts AS r
            JOIN update_batches AS b ON b.rollout_id = r.id
            WHERE r.request_id = $1\(scoped.condition)
            ORDER BY b.sequence
            LIMIT 1
            """, [key.key] + scoped.arguments
        ) { RequestedBatch(batch: try UpdateBatch(&$0), bodySHA256: nil) }
    }

    package func retry(of batch: UpdateBatch.ID) throws -> UpdateBatch? {
        try first(
            """
            SELECT \(UpdateBatch.columns.qualified)
            FROM update_batches AS b
            WHERE b.retry_of = $1
            """, [batch], decode: UpdateBatch.init)
    }

    package func page(
        of query: BatchQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<BatchRow> {
        try page(of: KeysetList(query, in: scope, now: now), at: position, limit: limit)
    }

    package func count(of query: BatchQuery, in scope: OrganizationScope) throws -> ListCount {
        try count(of: KeysetList(query, in: scope, now: now))
    }

    package func devices(
        ofBatch id: UpdateBatch.ID, filter: Filter, at position: PagePosition<UpdateBatchDevice.ID>, limit: Int
    ) throws -> [BatchDeviceRow] {
        let isForward = position.isForward
        var conditions = [SQLCondition("bd.update_batch_id = ?", [id])]
        if let anchor = position.anchor {
            conditions.append(SQLCondition("bd.id \(isForward ? ">" : "<") ?", [anchor]))
        }
        conditions += try BatchDeviceRow.filterColumns.conditions(for: filter.terms, now: now)
        let condition = SQLCondition.all(conditions)
        let found = try rows(
            SQLCondition.numbered(
                """
                SELECT \(UpdateBatchDevice.columns.qualified), d.device_uid, \(UpdateSession.columns.qualified)
                FROM update_batch_devices AS bd\(dialect.indexed(by: "update_batch_devices_by_batch"))
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

    package func phaseDurations(
        of batches: Set<UpdateBatch.ID>
    ) throws -> [UpdateBatch.ID: [UpdateSessionState: PhaseDurations]] {
        let buckets = try rows(
            """
            SELECT update_batch_id, phase, bucket, n
            FROM update_batch_phases
            WHERE update_batch_id \(dialect.among("$1", .integer))
            """, [SQLList(batches)]
        ) { row -> (batch: UpdateBatch.ID, bucket: PhaseBucket) in (try row.id(), try PhaseBucket(&row)) }
        return Dictionary(grouping: buckets) { $0.batch }.mapValues { buckets in
            Dictionary(grouping: buckets.map(\.bucket)) { $0.phase }.mapValues { PhaseDurations($0) }
        }
    }
}

/// How many devices took about so long for a phase.
package struct PhaseBucket: SQLRecord {
    package let phase: UpdateSessionState
    fileprivate let bucket: Int
    fileprivate let count: Int

    package init(_ row: inout some ColumnReader) throws {
        phase = try row.name()
        bucket = try row.int()
        count = try row.int()
    }
}

extension PhaseDurations {
    package init(_ buckets: [PhaseBucket]) {
        self.init(counts: Dictionary(buckets.map { ($0.bucket, $0.count) }) { first, _ in first })
    }
}
