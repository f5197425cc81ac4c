import SQLRecords
import SlipwayCore

extension PostgresTransaction {
    func recordReport(
        of session: UpdateSession.ID, progressPercent: Int, bytesTransferred: Int64, transferRate: Double?
    ) throws {
        // Progress never goes down; a report that was overtaken is still a sign of life.
        try execute(
            """
            UPDATE update_sessions
            SET progress_percent = greatest(progress_percent, $2),
              bytes_transferred = greatest(bytes_transferred, $3),
              transfer_rate = COALESCE($4, transfer_rate),
              last_report_at = $5,
              updated_at = $5
            WHERE id = $1
            """, [session, progressPercent, bytesTransferred, transferRate, now])
        try execute(
            """
            UPDATE update_batch_devices
            SET silent_at = NULL,
              silent_in = NULL,
              updated_at = $2
            WHERE update_session_id = (SELECT session_id FROM update_sessions WHERE id = $1)
              AND silent_at IS NOT NULL
            """, [session, now])
    }

    func setDeadlines(_ deadlines: [UpdateSession.ID: Timestamp]) throws {
        let fields: [((key: UpdateSession.ID, value: Timestamp)) -> (any SQLParameter)?] = [{ $0.key }, { $0.value }]
        try execute(
            """
            UPDATE update_sessions AS s
            SET deadline_at = entry.deadline_at,
              updated_at = $3
            FROM unnest($1::bigint[], $2::timestamptz[]) AS entry (id, deadline_at)
            WHERE s.id = entry.id
              AND s.update_status IN (\(FirstSchema.openSessionStates))
            """, SQLArray.columns(of: deadlines, fields) + [now])
    }

    func setSilent(_ devices: [UpdateBatchDevice.ID: UpdateSessionState?]) throws {
        let fields: [((key: UpdateBatchDevice.ID, value: UpdateSessionState?)) -> (any SQLParameter)?] = [
            { $0.key }, { $0.value?.rawValue },
        ]
        // A device that has moved on meanwhile is not silent; one that is silent already keeps its instant.
        try execute(
            """
            UPDATE update_batch_devices AS bd
            SET silent_at = CASE WHEN entry.state IS NOT NULL THEN COALESCE(bd.silent_at, $3) END,
              silent_in = entry.state,
              updated_at = $3
            FROM unnest($1::bigint[], $2::text[]) AS entry (id, state)
            WHERE bd.id = entry.id
              AND bd.silent_in IS DISTINCT FROM entry.state
              AND (entry.state IS NULL
                OR entry.state = (
                  SELECT s.update_status
                  FROM update_sessions AS s
                  WHERE s.session_id = bd.update_session_id))
            """, SQLArray.columns(of: devices, fields) + [now])
    }
}
