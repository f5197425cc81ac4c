import SlipwayCore

extension SQLTransaction {
    package func cancelDevices(
        of batch: UpdateBatch.ID, sessionsIn states: Set<UpdateSessionState>, failureReason: String,
        reasonKey: ReasonKey
    ) throws {
        let states = SQLList(states.map(\.rawValue).sorted())
        try lock(
            """
            SELECT s.id
            FROM update_sessions AS s
            WHERE s.session_id IN (
              SELECT update_session_id
              FROM update_batch_devices
              WHERE update_batch_id = $1 AND status IN (\(UpdateBatchDeviceState.open.sqlNames)))
            ORDER BY s.id
            """, .exclusive, [batch])
        // Before the figures that the end of a silence moves.
        try lock(
            """
            SELECT p.shard
            FROM rollout_places AS p
            WHERE (p.rollout_id, p.shard) = (SELECT b.rollout_id, b.shard FROM update_batches AS b WHERE b.id = $1)
            """, .exclusive, [batch])
        // In this order every figure satisfies its CHECK after each step: who is silent, or in flight, is initiated.
        try endSilence(of: batch, sessionsIn: states)
        try cancelSessions(of: batch, in: states, failureReason: failureReason)
        try countOnce(in: batch) {
            try failCancelled(of: batch, failureReason: failureReason, reasonKey: reasonKey)
        }
    }

    private func endSilence(of batch: UpdateBatch.ID, sessionsIn states: SQLList) throws {
        try execute(
            """
            UPDATE update_batch_devices AS bd\(dialect.indexed(by: "update_batch_devices_silent"))
            SET silent_at = NULL,
              silent_in = NULL,
              updated_at = $3
            WHERE bd.update_batch_id = $1
              AND bd.silent_at IS NOT NULL
              AND EXISTS (
                SELECT 1
                FROM update_sessions AS s
                WHERE s.session_id = bd.update_session_id
                  AND s.update_status \(dialect.among("$2", .text)))
            """, [batch, states, now])
    }

    private func cancelSessions(of batch: UpdateBatch.ID, in states: SQLList, failureReason: String) throws {
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
                FROM update_batch_devices AS bd\(dialect.indexed(by: "update_batch_devices_open"))
                WHERE bd.update_batch_id = $1
                  AND bd.status IN (\(UpdateBatchDeviceState.open.sqlNames))
                  AND bd.update_session_id IS NOT NULL)
              AND update_status \(dialect.among("$2", .text))
            """,
            [
                batch, states, UpdateSessionState.cancelled.rawValue, ReasonCode.cancelled.rawValue, failureReason, now,
            ])
    }

    /// Open devices that have no session, or one that has been cancelled.
    private func failCancelled(of batch: UpdateBatch.ID, failureReason: String, reasonKey: ReasonKey) throws {
        try execute(
            """
            UPDATE update_batch_devices AS bd\(dialect.indexed(by: "update_batch_devices_open"))
            SET status = $2,
              reason_code = $4,
              failure_reason = $5,
              reason_key = $6,
              updated_at = $7
            WHERE bd.update_batch_id = $1
              AND bd.status IN (\(UpdateBatchDeviceState.open.sqlNames))
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

extension SQLTransaction {
    package func cancelSessions(
        _ sessions: [SessionID], in states: Set<UpdateSessionState>, reasonCode: ReasonCode, failureReason: String,
        reasonKey: ReasonKey
    ) throws -> [SessionID] {
        let (ids, states) = (SQLList(sessions), SQLList(states.map(\.rawValue).sorted()))
        try lock(
            """
            SELECT id
            FROM update_sessions
            WHERE session_id \(dialect.among("$1", .sessionID))
            ORDER BY id
            """, .exclusive, [ids])
        // In this order every figure satisfies its CHECK after each step: who is silent, or in flight, is initiated.
        try endSilence(ids, in: states)
        let cancelled = try cancel(ids, in: states, reasonCode: reasonCode, failureReason: failureReason)
        try failDevices(of: cancelled, reasonCode: reasonCode, failureReason: failureReason, reasonKey: reasonKey)
        return cancelled
    }

    private func endSilence(_ sessions: SQLList, in states: SQLList) throws {
        try execute(
            """
            UPDATE update_batch_devices AS bd
            SET silent_at = NULL,
              silent_in = NULL,
              updated_at = $3
            WHERE bd.update_session_id IN (
                SELECT s.session_id
                FROM update_sessions AS s
                WHERE s.session_id \(dialect.among("$1", .sessionID))
                  AND \(dialect.unindexed("s.update_status")) \(dialect.among("$2", .text)))
              AND \(dialect.unindexed("bd.silent_at")) IS NOT NULL
            """, [sessions, states, now])
    }

    private func cancel(
        _ sessions: SQLList, in states: SQLList, reasonCode: ReasonCode, failureReason: String
    ) throws -> [SessionID] {
        try rows(
            """
            UPDATE update_sessions
            SET update_status = $3,
              state_since = $6,
              completed_at = $6,
              deadline_at = NULL,
              reason_code = $4,
              failure_reason = $5,
              updated_at = $6
            WHERE session_id \(dialect.among("$1", .sessionID))
              AND \(dialect.unindexed("update_status")) \(dialect.among("$2", .text))
            RETURNING session_id
            """,
            [sessions, states, UpdateSessionState.cancelled.rawValue, reasonCode.rawValue, failureReason, now]
        ) { try $0.sessionID() }
    }

    private func failDevices(
        of sessions: [SessionID], reasonCode: ReasonCode, failureReason: String, reasonKey: ReasonKey
    ) throws {
        try execute(
            """
            UPDATE update_batch_devices
            SET status = $3,
              reason_code = $4,
              failure_reason = $5,
              reason_key = $6,
              updated_at = $7
            WHERE update_session_id \(dialect.among("$1", .sessionID))
              AND \(dialect.unindexed("status")) = $2
            """,
            [
                SQLList(sessions), UpdateBatchDeviceState.initiated.rawValue, UpdateBatchDeviceState.failed.rawValue,
                reasonCode.rawValue, failureReason, reasonKey.rawValue, now,
            ])
    }
}
