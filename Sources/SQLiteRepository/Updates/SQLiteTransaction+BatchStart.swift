import SQLRecords
import SlipwayCore

extension SQLiteTransaction {
    /// What waits for a worker at `?1`, for statements that end here or go on with ORDER BY.
    private static let batchesToStart = """
        FROM update_batches INDEXED BY update_batches_to_start
        WHERE status IN ('pending', 'in_progress')
          AND n_pending > 0
          AND run_after <= ?1
          AND (lease_expires_at IS NULL OR lease_expires_at < ?1)
        """

    func batchToStartSince() throws -> Timestamp? {
        // A pause, or another worker's lease, may have ended later than it was due.
        try first(
            """
            SELECT MAX(run_after, updated_at, COALESCE(lease_expires_at, run_after))
            \(Self.batchesToStart)
            ORDER BY run_after, id
            LIMIT 1
            """, [now.milliseconds]
        ) { try $0.instant() }
    }

    func claimBatch(
        owner: String, lease: Duration, backoff: @Sendable (Int) -> Duration
    ) throws -> BatchClaim? {
        let waiting = try first(
            """
            SELECT id, attempts
            \(Self.batchesToStart)
            ORDER BY run_after, id
            LIMIT 1
            """, [now.milliseconds]
        ) { row -> (id: UpdateBatch.ID, attempts: Int) in (try row.id(), try row.int()) }
        guard let waiting else { return nil }
        let attempts = waiting.attempts + 1
        let epoch = try first(
            """
            UPDATE update_batches
            SET attempts = ?2,
              lease_owner = ?3,
              lease_epoch = lease_epoch + 1,
              lease_expires_at = ?4,
              run_after = ?5,
              updated_at = ?6
            WHERE id = ?1
            RETURNING lease_epoch
            """,
            [
                waiting.id.rawValue, attempts, owner, (now + lease).milliseconds,
                (now + backoff(attempts)).milliseconds, now.milliseconds,
            ]
        ) { try $0.int64() }
        return epoch.map { BatchClaim(batchID: waiting.id, owner: owner, epoch: $0, attempts: attempts) }
    }

    func holds(_ claim: BatchClaim) throws -> Bool {
        try first(
            """
            SELECT 1
            FROM update_batches
            WHERE id = ? AND lease_owner = ? AND lease_epoch = ?
            """, [claim.batchID.rawValue, claim.owner, claim.epoch]
        ) { try $0.bool() } ?? false
    }

    func giveUp(_ claim: BatchClaim) throws {
        try execute(
            """
            UPDATE update_batches
            SET lease_owner = NULL,
              lease_expires_at = NULL,
              updated_at = ?4
            WHERE id = ?1 AND lease_owner = ?2 AND lease_epoch = ?3
            """, [claim.batchID.rawValue, claim.owner, claim.epoch, now.milliseconds])
    }

    func start(
        _ starts: [SessionStart], of batch: UpdateBatch.ID, firmware: FirmwareRelease.ID, deadlineAt: Timestamp
    ) throws {
        let entries = JSONRows.table(starts) { start in
            switch start.outcome {
            case .initiated(let session):
                [.integer(start.batchDeviceID.rawValue), .text(session.description), .null]
            case .refused(let reason):
                [.integer(start.batchDeviceID.rawValue), .null, .text(reason.rawValue)]
            }
        }
        try insertSessions(entries, of: batch, firmware: firmware, deadlineAt: deadlineAt)
        try initiate(entries, of: batch)
        try failRest(entries, of: batch)
    }

    /// A device that has an open session gets no second one.
    private func insertSessions(
        _ entries: String, of batch: UpdateBatch.ID, firmware: FirmwareRelease.ID, deadlineAt: Timestamp
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
            ON CONFLICT (device_id) WHERE update_status IN (\(FirstSchema.openSessionStates)) DO NOTHING
            """,
            [entries, batch.rawValue, firmware.rawValue, deadlineAt.milliseconds, now.milliseconds])
    }

    /// The `+` keeps the planner from walking the whole batch once for each entry.
    private func initiate(_ entries: String, of batch: UpdateBatch.ID) throws {
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
    private func failRest(_ entries: String, of batch: UpdateBatch.ID) throws {
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
