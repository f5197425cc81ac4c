import SQLRecords
import SlipwayCore

extension PostgresTransaction {
    func cancelSessions(
        _ sessions: [SessionID], in states: Set<UpdateSessionState>, reasonCode: ReasonCode, failureReason: String,
        reasonKey: ReasonKey
    ) throws -> [SessionID] {
        let ids = SQLArray(sessions)
        let states = SQLArray(states.map(\.rawValue).sorted())
        try lock("SELECT id FROM update_sessions WHERE session_id = ANY ($1::uuid[]) ORDER BY id", .exclusive, [ids])
        // In this order every figure satisfies its CHECK after each step: who is silent, or in flight, is initiated.
        try endSilence(ids, in: states)
        let cancelled = try cancel(ids, in: states, reasonCode: reasonCode, failureReason: failureReason)
        try failDevices(of: cancelled, reasonCode: reasonCode, failureReason: failureReason, reasonKey: reasonKey)
        return cancelled
    }

    private func endSilence(_ sessions: SQLArray, in states: SQLArray) throws {
        try execute(
            """
            UPDATE update_batch_devices AS bd
            SET silent_at = NULL,
              silent_in = NULL,
              updated_at = $3
            FROM update_sessions AS s
            WHERE s.session_id = ANY ($1::uuid[])
              AND s.update_status = ANY ($2::text[])
              AND bd.update_session_id = s.session_id
              AND bd.silent_at IS NOT NULL
            """, [sessions, states, now])
    }

    private func cancel(
        _ sessions: SQLArray, in states: SQLArray, reasonCode: ReasonCode, failureReason: String
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
            WHERE session_id = ANY ($1::uuid[])
              AND update_status = ANY ($2::text[])
            RETURNING session_id
            """,
            [
                sessions, states, UpdateSessionState.cancelled.rawValue, reasonCode.rawValue, failureReason, now,
            ]
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
            WHERE update_session_id = ANY ($1::uuid[])
              AND status = $2
            """,
            [
                SQLArray(sessions), UpdateBatchDeviceState.initiated.rawValue,
                UpdateBatchDeviceState.failed.rawValue, reasonCode.rawValue, failureReason, reasonKey.rawValue, now,
            ])
    }
}
