import SlipwayCore

/// A server that follows another one and can be read meanwhile.
package struct PostgresStandby: Sendable {
    /// Stopped, killed, frozen and promoted as any other.
    package let server: PostgresServer
    package let primary: PostgresServer

    /// - Parameters:
    ///   - isSynchronous: whether nothing counts as committed on the primary before the standby has it too. A connection
    ///     with `synchronous_commit = remote_apply` waits until it can be read there as well.
    ///   - settings: for its command line.
    /// - Throws: `PostgresServer.NotStarted`.
    package static func start(
        of primary: PostgresServer, isSynchronous: Bool = false, settings: [String] = PostgresServer.quick
    ) async throws -> PostgresStandby {
        let server = try await PostgresServer.start(copying: primary, settings: settings)
        let standby = PostgresStandby(server: server, primary: primary)
        if isSynchronous { try await standby.makeSynchronous() }
        return standby
    }

    /// For libpq, which goes to whichever of the two takes writes.
    package func eitherInfo(database: String, role: String = "read-write") -> String {
        "host=\(primary.folder.path),\(server.folder.path) user=slipway dbname=\(database) "
            + "target_session_attrs=\(role)"
    }

    /// The same for `--database`.
    package func eitherURL(database: String, role: String = "read-write") -> String {
        "postgres://slipway@/\(database)?host=\(primary.folder.path),\(server.folder.path)"
            + "&target_session_attrs=\(role)"
    }

    /// Only of the primary, and so not of the standby once that is promoted.
    private func makeSynchronous() async throws {
        let console = PostgresConsole(primary.connectionInfo(database: "postgres"))
        try await console.run("ALTER SYSTEM SET synchronous_standby_names = '*'")
        try await console.run("SELECT pg_reload_conf()")
        try await console.run(
            """
            DO $$ BEGIN
              FOR attempt IN 1..1000 LOOP
                PERFORM pg_stat_clear_snapshot();
                IF EXISTS (SELECT 1 FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')) THEN RETURN; END IF;
                PERFORM pg_sleep(0.02);
              END LOOP;
              RAISE 'no standby has become synchronous';
            END $$
            """)
    }
}
