import SlipwayCore

extension SQLiteTransaction {
    func recordReport(
        of session: UpdateSession.ID, progressPercent: Int, bytesTransferred: Int64, transferRate: Double?
    ) throws {
        // Progress never goes down; a report that was overtaken is still a sign of life.
        try execute(
            """
            UPDATE update_sessions
            SET progress_percent = MAX(progress_percent, ?2),
              bytes_transferred = MAX(bytes_transferred, ?3),
              transfer_rate = COALESCE(?4, transfer_rate),
              last_report_at = ?5,
              updated_at = ?5
            WHERE id = ?1
            """, [session.rawValue, progressPercent, bytesTransferred, transferRate, now.milliseconds])
        try execute(
            """
            UPDATE update_batch_devices
            SET silent_at = NULL,
              silent_in = NULL,
              updated_at = ?2
            WHERE update_session_id = (SELECT session_id FROM update_sessions WHERE id = ?1)
              AND silent_at IS NOT NULL
            """, [session.rawValue, now.milliseconds])
    }

    func setDeadlines(_ deadlines: [UpdateSession.ID: Timestamp]) throws {
        let entries = JSONRows.table(deadlines) { [.integer($0.key.rawValue), .integer($0.value.milliseconds)] }
        // By their ids: a state that is to be met has an index of its own, under which there are many more.
        try execute(
            """
            UPDATE update_sessions
            SET deadline_at = entry.deadline_at,
              updated_at = ?2
            FROM (SELECT value ->> 0 AS id, value ->> 1 AS deadline_at FROM json_each(?1)) AS entry
            WHERE update_sessions.id = entry.id
              AND +update_sessions.update_status IN (\(FirstSchema.openSessionStates))
            """, [entries, now.milliseconds])
    }

    func setSilent(_ devices: [UpdateBatchDevice.ID: UpdateSessionState?]) throws {
        let entries = JSONRows.table(devices) { [.integer($0.key.rawValue), .init($0.value?.rawValue)] }
        // A device that has moved on meanwhile is not silent; one that is silent already keeps its instant.
        try execute(
            """
            UPDATE update_batch_devices
            SET silent_at = IIF(entry.state IS NULL, NULL, COALESCE(update_batch_devices.silent_at, ?2)),
              silent_in = entry.state,
              updated_at = ?2
            FROM (SELECT value ->> 0 AS id, value ->> 1 AS state FROM json_each(?1)) AS entry
            WHERE update_batch_devices.id = entry.id
              AND update_batch_devices.silent_in IS NOT entry.state
              AND (entry.state IS NULL
                OR entry.state = (
                  SELECT s.update_status
                  FROM update_sessions AS s
                  WHERE s.session_id = update_batch_devices.update_session_id))
            """, [entries, now.milliseconds])
    }
}
