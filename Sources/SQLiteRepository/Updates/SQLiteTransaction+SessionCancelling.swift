import SQLRecords
import SlipwayCore

extension SQLiteTransaction {
    func cancelSessions(
        _ sessions: [SessionID], in states: Set<UpdateSessionState>, reasonCode: ReasonCode, failureReason: String,
        reasonKey: ReasonKey
    ) throws -> [SessionID] {
        let ids = JSONRows.list(sessions.map(\.description))
        let states = JSONRows.list(states.map(\.rawValue).sorted())
        // In this order every figure satisfies its CHECK after each row: who is silent, or in flight, is initiated.
        try endSilence(ids, in: states)
        let cancelled = try cancel(ids, in: states, reasonCode: reasonCode, failureReason: failureReason)
        try failDevices(of: cancelled, reasonCode: reasonCode, failureReason: failureReason, reasonKey: reasonKey)
        return cancelled
    }

    private func endSilence(_ sessions: String, in states: String) throws {
        try execute(
            """
            UPDATE update_batch_devices
            SET silent_at = NULL,
              silent_in = NULL,
              updated_at = ?3
            WHERE update_session_id IN (
                SELECT s.session_id
                FROM json_each(?1) AS list
                CROSS JOIN update_sessions AS s ON s.session_id = list.value
                WHERE s.update_status IN (SELECT value FROM json_each(?2)))
              AND +silent_at IS NOT NULL
            """, [sessions, states, now.milliseconds])
    }

    private func cancel(
        _ sessions: String, in states: String, reasonCode: ReasonCode, failureReason: String
    ) throws -> [SessionID] {
        try rows(
            """
            UPDATE update_sessions
            SET update_status = ?3,
              state_since = ?6,
              completed_at = ?6,
              deadline_at = NULL,
              reason_code = ?4,
              failure_reason = ?5,
              updated_at = ?6
            WHERE session_id IN (SELECT value FROM json_each(?1))
              AND +update_status IN (SELECT value FROM json_each(?2))
            RETURNING session_id
            """,
            [
                sessions, states, UpdateSessionState.cancelled.rawValue, reasonCode.rawValue, failureReason,
                now.milliseconds,
            ]
        ) { try $0.sessionID() }
    }

    private func failDevices(
        of sessions: [SessionID], reasonCode: ReasonCode, failureReason: String, reasonKey: ReasonKey
    ) throws {
        try execute(
            """
            UPDATE update_batch_devices
            SET status = ?3,
              reason_code = ?4,
              failure_reason = ?5,
              reason_key = ?6,
              updated_at = ?7
            WHERE update_session_id IN (SELECT value FROM json_each(?1))
              AND +status = ?2
            """,
            [
                JSONRows.list(sessions.map(\.description)), UpdateBatchDeviceState.initiated.rawValue,
                UpdateBatchDeviceState.failed.rawValue, reasonCode.rawValue, failureReason, reasonKey.rawValue,
                now.milliseconds,
            ])
    }
}
