import SlipwayCore

extension SQLiteTransaction {
    func cancelDevices(
        of batch: UpdateBatch.ID, sessionsIn states: Set<UpdateSessionState>, failureReason: String,
        reasonKey: ReasonKey
    ) throws {
        let states = JSONRows.list(states.map(\.rawValue).sorted())
        // In this order every figure satisfies its CHECK after each row: who is silent, or in flight, is initiated.
        try endSilence(of: batch, sessionsIn: states)
        try cancelSessions(of: batch, in: states, failureReason: failureReason)
        try failCancelled(of: batch, failureReason: failureReason, reasonKey: reasonKey)
    }

    private func endSilence(of batch: UpdateBatch.ID, sessionsIn states: String) throws {
        try execute(
            """
            UPDATE update_batch_devices INDEXED BY update_batch_devices_silent
            SET silent_at = NULL,
              silent_in = NULL,
              updated_at = ?3
            WHERE update_batch_id = ?1
              AND silent_at IS NOT NULL
              AND EXISTS (
                SELECT 1
                FROM update_sessions AS s
                WHERE s.session_id = update_batch_devices.update_session_id
                  AND s.update_status IN (SELECT value FROM json_each(?2)))
            """, [batch.rawValue, states, now.milliseconds])
    }

    private func cancelSessions(of batch: UpdateBatch.ID, in states: String, failureReason: String) throws {
        try execute(
            """
            UPDATE update_sessions
            SET update_status = ?3,
              state_since = ?6,
              completed_at = ?6,
              deadline_at = NULL,
              reason_code = ?4,
              failure_reason = ?5,
              updated_at = ?6
            WHERE session_id IN (
                SELECT bd.update_session_id
                FROM update_batch_devices AS bd INDEXED BY update_batch_devices_open
                WHERE bd.update_batch_id = ?1
                  AND bd.status IN ('pending', 'initiated')
                  AND bd.update_session_id IS NOT NULL)
              AND update_status IN (SELECT value FROM json_each(?2))
            """,
            [
                batch.rawValue, states, UpdateSessionState.cancelled.rawValue, ReasonCode.cancelled.rawValue,
                failureReason, now.milliseconds,
            ])
    }

    /// Open devices that have no session, or one that has been cancelled.
    private func failCancelled(of batch: UpdateBatch.ID, failureReason: String, reasonKey: ReasonKey) throws {
        try execute(
            """
            UPDATE update_batch_devices INDEXED BY update_batch_devices_open
            SET status = ?2,
              reason_code = ?4,
              failure_reason = ?5,
              reason_key = ?6,
              updated_at = ?7
            WHERE update_batch_id = ?1
              AND status IN ('pending', 'initiated')
              AND (update_session_id IS NULL
                OR EXISTS (
                  SELECT 1
                  FROM update_sessions AS s
                  WHERE s.session_id = update_batch_devices.update_session_id
                    AND s.update_status = ?3))
            """,
            [
                batch.rawValue, UpdateBatchDeviceState.failed.rawValue, UpdateSessionState.cancelled.rawValue,
                ReasonCode.cancelled.rawValue, failureReason, reasonKey.rawValue, now.milliseconds,
            ])
    }
}
