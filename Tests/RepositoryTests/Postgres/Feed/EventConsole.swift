import TestSupport

/// A writer below the port, which may take as long over its transaction as it likes.
struct EventConsole: Sendable {
    let console: PostgresConsole

    /// - Parameter isReplicated: whether a commit waits until it can be read on a synchronous standby.
    init(on database: PostgresDatabase, isReplicated: Bool = false) {
        let commit = isReplicated ? "remote_apply" : "local"
        console = PostgresConsole(
            database.server.connectionInfo(database: database.name)
                + " options='-c synchronous_commit=\(commit)'")
    }

    func begin() async throws { try await console.run("BEGIN") }

    func commit() async throws { try await console.run("COMMIT") }

    func append(_ details: String...) async throws {
        try await console.run(Self.insertion(of: details))
    }

    /// So many at once.
    func append(_ count: Int, named prefix: String) async throws {
        try await console.run(
            """
            INSERT INTO events (at, kind, actor_kind, actor_name, detail)
            SELECT now(), 'batch_created', 'worker', 'w', '\(prefix) ' || i
            FROM generate_series(1, \(count)) AS i
            ORDER BY i
            """)
    }

    /// Transactions that change nothing and take a number each.
    func spend(_ count: Int) async throws {
        try await console.run(
            "DO $$ BEGIN FOR i IN 1..\(count) LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$")
    }

    static func insertion(of details: [String]) -> String {
        "INSERT INTO events (at, kind, actor_kind, actor_name, detail) VALUES "
            + details.map { "(now(), 'batch_created', 'worker', 'w', '\($0)')" }.joined(separator: ", ")
    }
}
