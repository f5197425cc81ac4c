import SQLStorage
import SlipwayCore

extension PostgresTransaction {
    /// What waits for a worker, and has waited longest.
    ///
    /// - Parameter now: the parameter that is the instant.
    static func nextBatch(_ columns: String, now: String) -> String {
        """
        SELECT \(columns)
        FROM update_batches AS b
        JOIN rollouts AS r ON r.id = b.rollout_id
        WHERE b.status IN (\(UpdateBatchState.startable.sqlNames))
          AND b.n_pending > 0
          AND b.run_after <= \(now)
          AND (b.lease_expires_at IS NULL OR b.lease_expires_at < \(now))
          AND r.status IN (\(RolloutState.startingBatches.sqlNames))
        ORDER BY b.run_after, b.id
        LIMIT 1
        """
    }

    /// A pause, or another worker's lease, may have ended later than it was due.
    static let waitingSince = "GREATEST(b.run_after, b.updated_at, b.lease_expires_at, r.released_at)"

    func batchToStartSince() throws -> Timestamp? {
        try first(Self.nextBatch(Self.waitingSince, now: "$1"), [now]) { try $0.instant() }
    }

    func claimBatch(
        owner: String, lease: Duration, backoff: @Sendable (Int) -> Duration
    ) throws -> BatchClaim? {
        try first(
            "\(Self.nextBatch(WaitingBatch.columns, now: "$1")) FOR NO KEY UPDATE OF b SKIP LOCKED", [now],
            decode: WaitingBatch.init
        ).flatMap { try claim($0, owner: owner, lease: lease, backoff: backoff) }
    }

    func start(
        _ starts: [SessionStart], of batch: UpdateBatch.ID, firmware: FirmwareRelease.ID, deadlineAt: Timestamp
    ) throws {
        // The pending devices of a batch stand together in an index: found so, not one by one, they cost a few pages in all.
        // They meet what is to become of them in a full join, which can only be hashed or merged, and those that were started
        // are known by a hash: the planner, which takes 500 of them for one, would compare each with each otherwise. What
        // has no partner is dropped by those that read it, since a condition beside the join would make an inner one of it.
        let isStarted = "candidate.session_id IN (SELECT session_id FROM started)"
        let fields: [(SessionStart) -> (any SQLParameter)?] = [
            { $0.batchDeviceID }, { $0.session }, { $0.refusal?.rawValue },
        ]
        try execute(
            """
            WITH candidate AS MATERIALIZED (
              SELECT waiting.place, entry.id, waiting.device_id, entry.session_id, entry.reason_code
              FROM unnest($1::bigint[], $2::uuid[], $3::text[]) AS entry (id, session_id, reason_code)
              FULL JOIN (
                SELECT ctid AS place, id, device_id
                FROM update_batch_devices
                WHERE update_batch_id = $4
                  AND status = 'pending') AS waiting ON waiting.id = entry.id),
            started AS (
              INSERT INTO update_sessions (
                session_id, device_id, firmware_id, update_status, started_at, state_since, deadline_at, created_at,
                updated_at)
              SELECT session_id, device_id, $5, 'initiated', $7, $7, $6, $7, $7
              FROM candidate
              WHERE session_id IS NOT NULL
                AND place IS NOT NULL
              ORDER BY id
              ON CONFLICT (device_id) WHERE update_status IN (\(UpdateSessionState.open.sqlNames)) DO NOTHING
              RETURNING session_id)
            UPDATE update_batch_devices AS bd
            SET status = CASE WHEN \(isStarted) THEN 'initiated' ELSE 'failed' END,
              update_session_id = CASE WHEN \(isStarted) THEN candidate.session_id END,
              reason_code = CASE WHEN \(isStarted) THEN NULL ELSE COALESCE(candidate.reason_code, $8) END,
              updated_at = $7
            FROM candidate
            WHERE bd.ctid = candidate.place
              AND candidate.id IS NOT NULL
            """,
            SQLList.columns(of: starts, fields)
                + [batch, firmware, deadlineAt, now, ReasonCode.alreadyUpdating.rawValue])
    }
}

extension SQLList {
    /// One parameter a column.
    fileprivate static func columns<Element>(
        of elements: some Collection<Element>, _ fields: [(Element) -> (any SQLParameter)?]
    ) -> SQLArguments {
        fields.map { field in SQLList(values: elements.map { field($0)?.sqlValue ?? .null }) }
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
