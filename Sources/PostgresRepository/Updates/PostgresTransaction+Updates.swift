import SQLRecords
import SlipwayCore

extension PostgresTransaction {
    func batch(_ id: UpdateBatch.ID) throws -> UpdateBatch? {
        try first(
            """
            SELECT \(UpdateBatch.columns.qualified)
            FROM update_batches AS b
            WHERE b.id = $1\(locking("b"))
            """, [id], decode: UpdateBatch.init)
    }

    func rollout(_ id: Rollout.ID) throws -> Rollout? {
        try first(
            """
            SELECT \(Rollout.columns)
            FROM rollouts AS r
            \(Rollout.counterJoin)
            WHERE r.id = $1
            """, [id], decode: Rollout.init)
    }

    func batch(requestID: String) throws -> UpdateBatch? {
        try first(
            """
            SELECT \(UpdateBatch.columns.qualified)
            FROM rollouts AS r
            JOIN update_batches AS b ON b.rollout_id = r.id
            WHERE r.request_id = $1
            ORDER BY b.sequence
            LIMIT 1
            """, [requestID], decode: UpdateBatch.init)
    }

    func candidates(ids: [Device.ID], uids: [String]) throws -> [BatchCandidate] {
        try rows(
            """
            SELECT \(BatchCandidate.columns)
            FROM devices AS d
            WHERE d.id IN (
              SELECT unnest($1::bigint[])
              UNION ALL
              SELECT id FROM devices WHERE device_uid = ANY ($2::text[]))
            ORDER BY d.id
            """, [SQLArray(ids), SQLArray(uids)], decode: BatchCandidate.init)
    }

    func candidates(ofOrganization id: Organization.ID, limit: Int) throws -> [BatchCandidate] {
        try rows(
            """
            SELECT \(BatchCandidate.columns)
            FROM devices AS d
            WHERE d.organization_id = $1
            ORDER BY d.device_uid
            LIMIT $2
            """, [id, limit], decode: BatchCandidate.init)
    }

    /// In a write, no device is deactivated until its end.
    func startCandidates(_ batch: UpdateBatch.ID) throws -> [StartCandidate] {
        try lock(
            """
            SELECT d.id
            FROM devices AS d
            WHERE d.id IN (
              SELECT device_id
              FROM update_batch_devices
              WHERE update_batch_id = $1 AND status IN ('pending', 'initiated') AND status = 'pending')
            ORDER BY d.id
            """, .shared, [batch])
        return try rows(
            """
            SELECT bd.id, \(BatchCandidate.columns)
            FROM update_batch_devices AS bd
            JOIN devices AS d ON d.id = bd.device_id
            WHERE bd.update_batch_id = $1
              AND bd.status IN ('pending', 'initiated')
              AND bd.status = 'pending'
            ORDER BY bd.id
            """, [batch]
        ) { StartCandidate(batchDeviceID: try $0.id(), candidate: try BatchCandidate(&$0)) }
    }

    func page(
        of query: SessionQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<SessionRow> {
        try page(of: KeysetList(query, in: scope, now: now), at: position, limit: limit)
    }

    func count(of query: SessionQuery, in scope: OrganizationScope) throws -> ListCount {
        try count(of: KeysetList(query, in: scope, now: now))
    }
}
