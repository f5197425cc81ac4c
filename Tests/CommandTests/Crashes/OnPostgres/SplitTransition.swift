import Glibc
import TestSupport

/// What a careless programmer would do: the session in one transaction, the device of the batch in the next.
enum SplitTransition {
    /// - Parameter count: transitions before the backend that makes them is killed.
    static func runUntilKilled(on database: PostgresDatabase, after count: Int) async throws {
        let console = PostgresConsole(database.server.connectionInfo(database: database.name))
        let answer = try await console.run("SELECT pg_backend_pid()").joined().joined()
        let backend = pid_t(answer) ?? 0
        guard backend > 0 else { return }
        try await database.console.run("SELECT 1")
        let (steps, continuation) = AsyncStream.makeStream(of: Void.self)
        async let ended: Void = {
            defer { continuation.finish() }
            do {
                while true {
                    try await console.run(session)
                    continuation.yield()
                    try await console.run(device)
                }
            } catch is PostgresConsole.Failure {
                return
            }
        }()
        var done = 0
        for await _ in steps {
            done += 1
            if done == count { kill(backend, SIGKILL) }
        }
        try await ended
        // The server ends every connection once it has noticed, begins anew, and turns everybody away until it has.
        try await until { await (try? database.console.run("SELECT 1")) == nil }
        try await until { await (try? database.console.run("SELECT 1")) != nil }
    }

    private static let session = """
        UPDATE update_sessions SET update_status = 'completed', completed_at = started_at, deadline_at = NULL
        WHERE id = (SELECT min(id) FROM update_sessions WHERE update_status = 'initiated')
        """

    private static let device = """
        UPDATE update_batch_devices SET status = 'succeeded'
        WHERE update_session_id = (
          SELECT session_id FROM update_sessions WHERE update_status = 'completed' ORDER BY id DESC LIMIT 1)
        """
}
