import SQLStorage
import SlipwayCore

/// What was promised, held against what is there.
extension SharedFleet {
    /// What was answered and is not there, in words; empty where everything is.
    func forgotten(of record: AnsweredRequests.Record) async throws -> [String] {
        let console = database.console
        var forgotten = record.contradictions
        let told = Set(
            try await console.run(
                "SELECT kind || ' ' || session_id FROM events WHERE session_id IS NOT NULL"
            ).map { $0.joined() })
        for (kind, sessions) in record.reports {
            forgotten += sessions.map { "\(kind.rawValue) \($0)" }.filter { !told.contains($0) }
        }
        let ends = Set(
            try await console.run("SELECT update_status || ' ' || session_id FROM update_sessions")
                .map { $0.joined() })
        for (kind, state) in [(EventKind.sessionCompleted, "completed"), (.sessionFailed, "failed")] {
            forgotten += (record.reports[kind] ?? []).map { "\(state) \($0)" }.filter { !ends.contains($0) }
        }
        let done = Set(
            try await console.run(
                "SELECT kind || ' ' || update_batch_id FROM events WHERE update_batch_id IS NOT NULL"
            ).map { $0.joined() })
        for (kind, batches) in record.actions {
            forgotten += batches.map { "\(kind.rawValue) \($0)" }.filter { !done.contains($0) }
        }
        let batches = Set(try await console.run("SELECT id FROM update_batches").map { $0.joined() })
        let created = Set(record.batches.values.map(\.description))
        forgotten += created.subtracting(batches).map { "batch \($0)" }
        return (forgotten + batches.subtracting(created).map { "nobody was told of batch \($0)" }).sorted()
    }

    /// What should have ended, in words.
    func unfinished() async throws -> [String] {
        let queries = [
            "batch": "SELECT id FROM update_batches WHERE status NOT IN (\(UpdateBatchState.ended.sqlNames))",
            "session": "SELECT session_id FROM update_sessions WHERE completed_at IS NULL",
            "device": "SELECT id FROM update_batch_devices WHERE status IN (\(UpdateBatchDeviceState.open.sqlNames))",
            "session without a batch": """
            SELECT session_id FROM update_sessions AS session
            WHERE NOT EXISTS (
              SELECT 1 FROM update_batch_devices AS device WHERE device.update_session_id = session.session_id)
            """,
            "session that ended twice": """
            SELECT session_id FROM events
            WHERE kind IN ('session_completed', 'session_failed', 'session_cancelled', 'session_expired')
            GROUP BY session_id HAVING count(*) > 1
            """,
        ]
        var unfinished: [String] = []
        for (what, sql) in queries.sorted(by: { $0.key < $1.key }) {
            unfinished += try await database.console.run(sql).map { "\(what): \($0.joined())" }
        }
        return unfinished
    }
}
