import SQLRecords
import SlipwayCore

extension PostgresTransaction {
    /// What waits for a worker, and has waited longest.
    ///
    /// - Parameter now: the parameter that is the instant.
    static func nextBatch(_ columns: String, now: String) -> String {
        """
        SELECT \(columns)
        FROM update_batches
        WHERE status IN ('pending', 'in_progress')
          AND n_pending > 0
          AND run_after <= \(now)
          AND (lease_expires_at IS NULL OR lease_expires_at < \(now))
        ORDER BY run_after, id
        LIMIT 1
        """
    }

    /// A pause, or another worker's lease, may have ended later than it was due.
    static let waitingSince = "GREATEST(run_after, updated_at, lease_expires_at)"

    func batchToStartSince() throws -> Timestamp? {
        try first(Self.nextBatch(Self.waitingSince, now: "$1"), [now]) { try $0.instant() }
    }

    func claimBatch(
        owner: String, lease: Duration, backoff: @Sendable (Int) -> Duration
    ) throws -> BatchClaim? {
        let waiting = try first(
            "\(Self.nextBatch("id, attempts", now: "$1")) FOR NO KEY UPDATE SKIP LOCKED", [now]
        ) { row -> (id: UpdateBatch.ID, attempts: Int) in (try row.id(), try row.int()) }
        guard let waiting else { return nil }
        let attempts = waiting.attempts + 1
        let epoch = try first(
            """
            UPDATE update_batches
            SET attempts = $2,
              lease_owner = $3,
              lease_epoch = lease_epoch + 1,
              lease_expires_at = $4,
              run_after = $5,
              updated_at = $6
            WHERE id = $1
            RETURNING lease_epoch
            """, [waiting.id, attempts, owner, now + lease, now + backoff(attempts), now]
        ) { try $0.int64() }
        return epoch.map { BatchClaim(batchID: waiting.id, owner: owner, epoch: $0, attempts: attempts) }
    }

    /// In a write, nobody else claims it until its end.
    func holds(_ claim: BatchClaim) throws -> Bool {
        try first(
            """
            SELECT b.id
            FROM update_batches AS b
            WHERE b.id = $1 AND b.lease_owner = $2 AND b.lease_epoch = $3\(locking("b"))
            """, [claim.batchID, claim.owner, claim.epoch]
        ) { try $0.int64() } != nil
    }

    func giveUp(_ claim: BatchClaim) throws {
        try execute(
            """
            UPDATE update_batches
            SET lease_owner = NULL,
              lease_expires_at = NULL,
              updated_at = $4
            WHERE id = $1 AND lease_owner = $2 AND lease_epoch = $3
            """, [claim.batchID, claim.owner, claim.epoch, now])
    }

    func start(
        _ starts: [SessionStart], of batch: UpdateBatch.ID, firmware: FirmwareRelease.ID, deadlineAt: Timestamp
    ) throws {
        // The pending devices of a batch stand together in an index: found so, not one by one, they cost a few pages in all.
        let fields: [(SessionStart) -> (any SQLParameter)?] = [
            { $0.batchDeviceID }, { $0.session }, { $0.refusal?.rawValue },
        ]
        try execute(
            """
            WITH candidate AS MATERIALIZED (
              SELECT bd.id, bd.device_id, entry.session_id, entry.reason_code
              FROM unnest($1::bigint[], $2::uuid[], $3::text[]) AS entry (id, session_id, reason_code)
              JOIN update_batch_devices AS bd ON bd.id = entry.id
              WHERE bd.update_batch_id = $4
                AND bd.status = 'pending'),
            started AS (
              INSERT INTO update_sessions (
                session_id, device_id, firmware_id, update_status, started_at, state_since, deadline_at, created_at,
                updated_at)
              SELECT session_id, device_id, $5, 'initiated', $7, $7, $6, $7, $7
              FROM candidate
              WHERE session_id IS NOT NULL
              ORDER BY id
              ON CONFLICT (device_id) WHERE update_status IN (\(FirstSchema.openSessionStates)) DO NOTHING
              RETURNING session_id)
            UPDATE update_batch_devices AS bd
            SET (status, update_session_id, reason_code) = (
                SELECT CASE WHEN started.session_id IS NULL THEN 'failed' ELSE 'initiated' END, started.session_id,
                  CASE WHEN started.session_id IS NULL THEN COALESCE(candidate.reason_code, $8) END
                FROM candidate
                LEFT JOIN started ON started.session_id = candidate.session_id
                WHERE candidate.id = bd.id),
              updated_at = $7
            WHERE bd.update_batch_id = $4
              AND bd.status = 'pending'
              AND bd.id = ANY ($1::bigint[])
            """,
            SQLArray.columns(of: starts, fields)
                + [batch, firmware, deadlineAt, now, ReasonCode.alreadyUpdating.rawValue])
    }
}

extension SessionStart {
    fileprivate var session: SessionID? {
        switch outcome {
        case .initiated(let session): session
        case .refused: nil
        }
    }

    fileprivate var refusal: ReasonCode? {
        switch outcome {
        case .initiated: nil
        case .refused(let reason): reason
        }
    }
}
