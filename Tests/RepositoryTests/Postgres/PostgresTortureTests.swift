import SQLStorage
import SlipwayCore
import TestSupport
import Testing

@Suite struct PostgresTortureTests {
    @Test(.timeLimit(.minutes(5)))
    func `whatever dies, nothing that was answered is lost, doubled or stuck`() async throws {
        // With everything that keeps what was committed.
        try await PostgresCluster(settings: ["autovacuum=off"]).withDatabase { database in
            let run = try await TortureRun(on: database, groups: 12, devices: 12)
            try await run.run(kills: 100, crashes: 5)
            let answers = run.answers
            #expect(answers.refusals > 0)
            #expect(answers.batches.count >= 12 && !answers.completed.isEmpty)
            let console = database.console
            #expect(try await CounterRecount.differences(in: console) == [])
            let ids = try await console.run("SELECT id FROM update_batches").map { $0[0] }
            #expect(Set(ids) == Set(answers.batches.map(\.description)))
            let nothing = [
                "batches that did not end":
                    "SELECT id FROM update_batches WHERE status NOT IN (\(UpdateBatchState.ended.sqlNames))",
                "open sessions": "SELECT id FROM update_sessions WHERE completed_at IS NULL",
                "open devices":
                    "SELECT id FROM update_batch_devices WHERE status IN (\(UpdateBatchDeviceState.open.sqlNames))",
                "sessions without a batch": """
                SELECT id FROM update_sessions
                WHERE session_id NOT IN (
                  SELECT update_session_id FROM update_batch_devices WHERE update_session_id IS NOT NULL)
                """,
                "sessions that were completed twice": """
                SELECT session_id FROM events
                WHERE kind = 'session_completed' GROUP BY session_id HAVING count(*) > 1
                """,
            ]
            for (name, query) in nothing { #expect(try await console.run(query) == [], "\(name)") }
            let completed = try await console.run(
                "SELECT session_id FROM update_sessions WHERE update_status = 'completed'")
            #expect(answers.completed.map(\.description).allSatisfy(Set(completed.map { $0[0] }).contains))
        }
    }
}
