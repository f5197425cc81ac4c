import SlipwayCore

extension PostgresTransaction {
    func cancelDevices(
        of batch: UpdateBatch.ID, sessionsIn states: Set<UpdateSessionState>, failureReason: String,
        reasonKey: ReasonKey
    ) throws {
        let states = SQLArray(states.map(\.rawValue).sorted())
        try lock(
            """
            SELECT s.id
            FROM update_sessions AS s
            WHERE s.session_id IN (
              SELECT update_session_id
              FROM update_batch_devices
              WHERE update_batch_id = $1 AND status IN ('pending', 'initiated'))
            ORDER BY s.id
            """, .exclusive, [batch])
        // In this order every figure satisfies its CHECK after each step: who is silent, or in flight, is initiated.
        try endSilence(of: batch, sessionsIn: states)
        try cancelSessions(of: batch, in: states, failureReason: failureReason)
        try failCancelled(of: batch, failureReason: failureReason, reasonKey: reasonKey)
    }

    private func endSilence(of batch: UpdateBatch.ID, sessionsIn states: SQLArray) throws {
        try execute(
            """
            UPDATE update_batch_devices AS bd
            SET silent_at = NULL,
              silent_in = NULL,
              updated_at = $3
            FROM update_sessions AS s
            WHERE bd.update_batch_id = $1
              AND bd.silent_at IS NOT NULL
              AND s.session_id = bd.update_session_id
              AND s.update_status = ANY ($2::text[])
            """, [batch, states, now])
    }

    private func cancelSessions(of batch: UpdateBatch.ID, in states: SQLArray, failureReason: String) throws {
        try execute(
            """
            UPDATE update_sessions
            SET update_status = $3,
              state_since = $6,
              completed_at = $6,
              deadline_at = NULL,
              reason_code = $4,
              failure_reason = $5,
              updated_at = $6
            WHERE session_id IN (
                SELECT bd.update_session_id
                FROM update_batch_devices AS bd
                WHERE bd.update_batch_id = $1
                  AND bd.status IN ('pending', 'initiated')
                  AND bd.update_session_id IS NOT NULL)
              AND update_status = ANY ($2::text[])
            """,
            [
                batch, states, UpdateSessionState.cancelled.rawValue, ReasonCode.cancelled.rawValue, failureReason, now,
            ])
    }

    /// Open devices that have no session, or one that has been cancelled.
    private func failCancelled(of batch: UpdateBatch.ID, failureReason: String, reasonKey: ReasonKey) throws {
        try execute(
            """
            UPDATE update_batch_devices AS bd
            SET status = $2,
              reason_code = $4,
              failure_reason = $5,
              reason_key = $6,
              updated_at = $7
            WHERE bd.update_batch_id = $1
              AND bd.status IN ('pending', 'initiated')
              AND (bd.update_session_id IS NULL
                OR EXISTS (
                  SELECT 1
                  FROM update_sessions AS s
                  WHERE s.session_id = bd.update_session_id
                    AND s.update_status = $3))
            """,
            [
                batch, UpdateBatchDeviceState.failed.rawValue, UpdateSessionState.cancelled.rawValue,
                ReasonCode.cancelled.rawValue, failureReason, reasonKey.rawValue, now,
            ])
    }
}
