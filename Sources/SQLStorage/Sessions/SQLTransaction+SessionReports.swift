import SlipwayCore

extension SQLTransaction {
    package func recordReport(
        of session: UpdateSession.ID, progressPercent: Int, bytesTransferred: Int64, transferRate: Double?
    ) throws {
        // Progress never goes down; a report that was overtaken is still a sign of life.
        try execute(
            """
            UPDATE update_sessions
            SET progress_percent = \(dialect.greatest)(progress_percent, $2),
              bytes_transferred = \(dialect.greatest)(bytes_transferred, $3),
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

    package func setDeadlines(_ deadlines: [UpdateSession.ID: Timestamp]) throws {
        let entries = SQLRows(
            deadlines, in: dialect, columns: [.integer("id") { $0.key }, .instant("deadline_at") { $0.value }])
        // By their ids: a state that is to be met has an index of its own, under which there are many more.
        try execute(
            """
            UPDATE update_sessions AS s
            SET deadline_at = entry.deadline_at,
              updated_at = $1
            FROM \(entries.table(as: "entry", at: 2))
            WHERE s.id = entry.id
              AND \(dialect.unindexed("s.update_status")) IN (\(UpdateSessionState.open.sqlNames))
            """, [now] + entries.arguments)
    }

    package func setSilent(_ devices: [UpdateBatchDevice.ID: UpdateSessionState?]) throws {
        let entries = SQLRows(
            devices, in: dialect, columns: [.integer("id") { $0.key }, .text("state") { $0.value?.rawValue }])
        // A device that has moved on meanwhile is not silent; one that is silent already keeps its instant.
        try execute(
            """
            UPDATE update_batch_devices AS bd
            SET silent_at = CASE WHEN entry.state IS NOT NULL THEN COALESCE(bd.silent_at, $1) END,
              silent_in = entry.state,
              updated_at = $1
            FROM \(entries.table(as: "entry", at: 2))
            WHERE bd.id = entry.id
              AND COALESCE(bd.silent_in, '') <> COALESCE(entry.state, '')
              AND (entry.state IS NULL
                OR entry.state = (
                  SELECT s.update_status
                  FROM update_sessions AS s
                  WHERE s.session_id = bd.update_session_id))
            """, [now] + entries.arguments)
    }
}
