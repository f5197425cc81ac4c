import SQLStorage
import SlipwayCore

extension SQLiteTransaction {
    /// What waits for a worker at `?1`, for statements that end here or go on with ORDER BY.
    private static let batchesToStart = """
        FROM update_batches AS b INDEXED BY update_batches_to_start
        CROSS JOIN rollouts AS r ON r.id = b.rollout_id
        WHERE b.status IN (\(UpdateBatchState.startable.sqlNames))
          AND b.n_pending > 0
          AND b.run_after <= ?1
          AND (b.lease_expires_at IS NULL OR b.lease_expires_at < ?1)
          AND r.status IN (\(RolloutState.startingBatches.sqlNames))
        """

    /// Since when the batch that is next could have been started at `?1`: a pause, or another worker's lease, may have ended
    /// later than it was due.
    static let waitingSince = """
        SELECT MAX(
          b.run_after, b.updated_at, COALESCE(b.lease_expires_at, b.run_after), COALESCE(r.released_at, b.run_after))
        \(batchesToStart)
        ORDER BY b.run_after, b.id
        LIMIT 1
        """

    func batchToStartSince() throws -> Timestamp? {
        try first(Self.waitingSince, [now.milliseconds]) { try $0.instant() }
    }

    func claimBatch(
        owner: String, lease: Duration, backoff: @Sendable (Int) -> Duration
    ) throws -> BatchClaim? {
        try first(
            """
            SELECT \(WaitingBatch.columns)
            \(Self.batchesToStart)
            ORDER BY b.run_after, b.id
            LIMIT 1
            """, [now.milliseconds], decode: WaitingBatch.init
        ).flatMap { try claim($0, owner: owner, lease: lease, backoff: backoff) }
    }

    func start(
        _ starts: [SessionStart], of batch: UpdateBatch.ID, firmware: FirmwareRelease.ID, deadlineAt: Timestamp
    ) throws {
        let entries = SQLList(
            values: starts.map { start in
                switch start.outcome {
                case .initiated(let session): .list([start.batchDeviceID.sqlValue, session.sqlValue, .null])
                case .refused(let reason): .list([start.batchDeviceID.sqlValue, .null, .text(reason.rawValue)])
                }
            })
        try insertSessions(entries, of: batch, firmware: firmware, deadlineAt: deadlineAt)
        try countOnce(in: batch) {
            try initiate(entries, of: batch)
            try failRest(entries, of: batch)
        }
    }

    /// A device that has an open session gets no second one.
    private func insertSessions(
        _ entries: SQLList, of batch: UpdateBatch.ID, firmware: FirmwareRelease.ID, deadlineAt: Timestamp
    ) throws {
        try execute(
            """
            INSERT INTO update_sessions (
              session_id, device_id, firmware_id, update_status, started_at, state_since, deadline_at, created_at,
              updated_at)
            SELECT entry.value ->> 1, bd.device_id, ?3, 'initiated', ?5, ?5, ?4, ?5, ?5
            FROM json_each(?1) AS entry
            CROSS JOIN update_batch_devices AS bd ON bd.id = entry.value ->> 0
            WHERE entry.value ->> 1 IS NOT NULL
              AND bd.update_batch_id = ?2
              AND bd.status = 'pending'
            ORDER BY entry.key
            ON CONFLICT (device_id) WHERE update_status IN (\(UpdateSessionState.open.sqlNames)) DO NOTHING
            """,
            [entries, batch.rawValue, firmware.rawValue, deadlineAt.milliseconds, now.milliseconds])
    }

    /// The `+` keeps the planner from walking the whole batch once for each entry.
    private func initiate(_ entries: SQLList, of batch: UpdateBatch.ID) throws {
        try execute(
            """
            UPDATE update_batch_devices
            SET status = 'initiated',
              update_session_id = entry.session_id,
              updated_at = ?3
            FROM (
              SELECT list.value ->> 0 AS id, s.session_id
              FROM json_each(?1) AS list
              CROSS JOIN update_sessions AS s ON s.session_id = list.value ->> 1) AS entry
            WHERE update_batch_devices.id = entry.id
              AND +update_batch_devices.update_batch_id = ?2
              AND update_batch_devices.status = 'pending'
            """, [entries, batch.rawValue, now.milliseconds])
    }

    /// Those that were refused, and those whose device had got another session.
    private func failRest(_ entries: SQLList, of batch: UpdateBatch.ID) throws {
        try execute(
            """
            UPDATE update_batch_devices
            SET status = 'failed',
              reason_code = COALESCE(entry.reason_code, ?4),
              updated_at = ?3
            FROM (SELECT value ->> 0 AS id, value ->> 2 AS reason_code FROM json_each(?1)) AS entry
            WHERE update_batch_devices.id = entry.id
              AND +update_batch_devices.update_batch_id = ?2
              AND update_batch_devices.status = 'pending'
            """, [entries, batch.rawValue, now.milliseconds, ReasonCode.alreadyUpdating.rawValue])
    }
}
