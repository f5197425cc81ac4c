import SQLRecords
import SlipwayCore

extension SQLiteTransaction {
    func batch(_ id: UpdateBatch.ID) throws -> UpdateBatch? {
        try first(
            """
            SELECT \(UpdateBatch.columns.qualified)
            FROM update_batches AS b
            WHERE b.id = ?
            """, [id.rawValue], decode: UpdateBatch.init)
    }

    func rollout(_ id: Rollout.ID) throws -> Rollout? {
        try first(
            """
            SELECT \(Rollout.columns.qualified)
            FROM rollouts AS r
            WHERE r.id = ?
            """, [id.rawValue], decode: Rollout.init)
    }

    func batch(requestID: String) throws -> UpdateBatch? {
        try first(
            """
            SELECT \(UpdateBatch.columns.qualified)
            FROM rollouts AS r
            JOIN update_batches AS b ON b.rollout_id = r.id
            WHERE r.request_id = ?
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
              SELECT value FROM json_each(?)
              UNION ALL
              SELECT id FROM devices WHERE device_uid IN (SELECT value FROM json_each(?)))
            ORDER BY d.id
            """, [JSONRows.list(ids.map(\.rawValue)), JSONRows.list(uids)], decode: BatchCandidate.init)
    }

    func candidates(ofOrganization id: Organization.ID, limit: Int) throws -> [BatchCandidate] {
        try rows(
            """
            SELECT \(BatchCandidate.columns)
            FROM devices AS d
            WHERE d.organization_id = ?
            ORDER BY d.device_uid
            LIMIT ?
            """, [id.rawValue, limit], decode: BatchCandidate.init)
    }

    func startCandidates(_ batch: UpdateBatch.ID) throws -> [StartCandidate] {
        try rows(
            """
            SELECT bd.id, \(BatchCandidate.columns)
            FROM update_batch_devices AS bd INDEXED BY update_batch_devices_open
            JOIN devices AS d ON d.id = bd.device_id
            WHERE bd.update_batch_id = ?
              AND bd.status IN ('pending', 'initiated')
              AND bd.status = 'pending'
            ORDER BY bd.id
            """, [batch.rawValue]
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

    func phaseDurations(
        of batches: Set<UpdateBatch.ID>
    ) throws -> [UpdateBatch.ID: [UpdateSessionState: PhaseDurations]] {
        var counts: [UpdateBatch.ID: [UpdateSessionState: [Int: Int]]] = [:]
        let buckets = try rows(
            """
            SELECT update_batch_id, phase, bucket, n
            FROM update_batch_phases
            WHERE update_batch_id IN (SELECT value FROM json_each(?))
            ORDER BY update_batch_id, phase, bucket
            """, [JSONRows.list(batches.map(\.rawValue))]
        ) { row in
            let batch: UpdateBatch.ID = try row.id()
            let phase: UpdateSessionState = try row.name()
            return (batch: batch, phase: phase, bucket: try row.int(), count: try row.int())
        }
        for row in buckets { counts[row.batch, default: [:]][row.phase, default: [:]][row.bucket] = row.count }
        return counts.mapValues { $0.mapValues { PhaseDurations(counts: $0) } }
    }
}
