import SlipwayCore
import TestSupport
import Testing

/// The dashboard of logins that are not the owner's.
@Suite(.timeLimit(.minutes(5))) struct DatabaseRoleDashboardTests {
    @Test func `A reader sees every screen, and is told that nothing can be changed`() async throws {
        try await withRoles { folder, database in
            try await folder.prepare(
                "batches", "create", "--name", "spring", "--firmware", "2.0.0", "--organization", "acme")
            let reader = try await folder.login("viewer", in: "slipway_reader", on: database)
            try await reader.withDashboard("--work") { terminal in
                try await terminal.waitFor("a rollout, read-only", timeout: CommandFolder.patience) {
                    $0.rows[0].contains("db ok") && $0.rows[0].contains("read-only") && $0.contains("spring")
                }
                for (key, refusal) in [("n", Self.refusal), ("P", Self.refusal), ("X", Self.refusal)] {
                    terminal.type(key)
                    try await terminal.waitFor(refusal, timeout: CommandFolder.patience)
                    terminal.press(.escape)
                    try await terminal.waitFor("no flash", timeout: CommandFolder.patience) { !$0.contains(refusal) }
                }
                for (line, shown) in [
                    (":devices", "gw-001"), (":organizations", "acme"), (":firmware", "2.0.0"), (":batches", "spring"),
                    (":sessions", "SESSIONS"), (":events", "created"), (":tokens", "TOKENS"), (":rollouts", "spring"),
                ] {
                    terminal.type(line + "\r")
                    try await terminal.waitFor("\(line) with \(shown)", timeout: CommandFolder.patience) {
                        $0.contains(shown) && $0.rows[0].contains("db ok") && $0.rows[0].contains("read-only")
                    }
                }
                terminal.press(.enter)
                try await terminal.waitFor("WHY IT GOES WRONG", timeout: CommandFolder.patience)
                #expect(terminal.screen.rows[0].contains("read-only"))
                terminal.type(":devices\r")
                try await terminal.waitFor("gw-001", timeout: CommandFolder.patience)
                terminal.press(.enter)
                try await terminal.waitFor("history of gw-001", timeout: CommandFolder.patience) {
                    $0.contains("WHAT HAPPENED") && $0.rows[0].contains("db ok") && $0.rows[0].contains("read-only")
                }
            }
            // Nor did it sign itself up for work.
            #expect(try await database.console.run("SELECT count(*) FROM workers") == [["0"]])
        }
    }

    @Test func `A right that is given or taken while it is open is known soon`() async throws {
        try await withRoles { folder, database in
            let login = try await folder.login("viewer", in: "slipway_reader", on: database)
            try await login.withDashboard { terminal in
                try await terminal.waitFor("read-only", timeout: CommandFolder.patience)
                try await database.console.run("GRANT slipway_operator TO \(database.name)_viewer")
                try await terminal.waitFor("who may write", timeout: CommandFolder.patience) {
                    $0.rows[0].contains("db ok") && !$0.rows[0].contains("read-only")
                }
                try await database.console.run(
                    "ALTER ROLE \(database.name)_viewer SET default_transaction_read_only = on")
                _ = try await database.console.run(
                    """
                    SELECT pg_terminate_backend(pid, 5000)
                    FROM pg_stat_activity
                    WHERE usename = '\(database.name)_viewer'
                    """)
                try await terminal.waitFor("read-only again", timeout: CommandFolder.patience) {
                    $0.rows[0].contains("read-only")
                }
                terminal.type("n")
                try await terminal.waitFor(
                    "read-only: the database takes no changes at the moment", timeout: CommandFolder.patience)
            }
        }
    }

    @Test func `A dashboard that was opened while the database was away is read-only once that answers`() async throws {
        try await PostgresCluster().withDatabase { database in
            try await withRoles(on: database) { folder, _ in
                let reader = try await folder.login("viewer", in: "slipway_reader", on: database)
                try await database.server.happen(.crash)
                try await reader.withDashboard(showing: "db lost") { terminal in
                    #expect(!terminal.screen.rows[0].contains("read-only"))
                    try await database.server.happen(.start)
                    terminal.press(.control("r"))
                    try await terminal.waitFor("read-only", timeout: CommandFolder.patience) {
                        $0.rows[0].contains("db ok") && $0.rows[0].contains("read-only")
                    }
                }
            }
        }
    }

    @Test func `On a standby everything is read and nothing changed, until it is promoted`() async throws {
        try await PostgresCluster().withDatabase { database in
            try await withRoles(on: database) { folder, _ in
                let standby = try await PostgresStandby.start(of: database.server)
                let place = PostgresDatabase(name: database.name, on: standby.server).url
                let follower = CommandFolder(url: folder.url, database: place)
                try await follower.withDashboard("--work") { terminal in
                    try await terminal.waitFor("read-only", timeout: CommandFolder.patience) {
                        $0.rows[0].contains("db ok") && $0.rows[0].contains("read-only")
                    }
                    terminal.type("n")
                    try await terminal.waitFor(
                        "read-only: the database takes no changes at the moment", timeout: CommandFolder.patience)
                    let refused = try await follower.slipway("organizations", "create", "--name", "globex")
                    #expect(
                        refused
                            == .init(
                                status: .exited(2), output: "",
                                errors: "slipway: the database is read-only [DATABASE_005]\n"))
                    try await standby.server.happen(.promote)
                    try await terminal.waitFor("who may write", timeout: CommandFolder.patience) {
                        $0.rows[0].contains("db ok") && !$0.rows[0].contains("read-only")
                    }
                    let console = PostgresConsole(standby.server.connectionInfo(database: database.name))
                    try await until { try await console.run("SELECT count(*) FROM workers") != [["0"]] }
                }
            }
        }
    }

    @Test func `An operator starts a rollout by the form, and sees the owner's server carry it out`() async throws {
        try await withRoles { folder, database in
            let login = try await folder.login("operator", in: "slipway_operator", on: database)
            try await folder.withLivingFleet {
                try await login.withDashboard { terminal in
                    let form = TerminalForm.rollout
                    try await form.open(terminal)
                    for move in form.steps { try await move(terminal) }
                    try await form.submit(terminal)
                    try await terminal.waitFor("COMPLETED", timeout: CommandFolder.patience)
                    #expect(!terminal.screen.rows[0].contains("read-only"))
                }
            }
            let made = try await database.console.run("SELECT name, status, n_succeeded FROM update_batches")
            #expect(made == [["autumn", "completed", "3"]])
        }
    }

    private static let refusal = "read-only: your database user may not change anything"
}

extension CommandFolder {
    /// The dashboard at the home screen.
    fileprivate func withDashboard(
        _ options: String..., showing text: String = "ROLLOUTS", body: (PseudoTerminal) async throws -> Void
    ) async throws {
        try await PseudoTerminal.with(
            BuiltProgram.path, ["dashboard", "--interval", "0.2", "--database", database] + options,
            environment: environment
        ) { terminal in
            try await terminal.waitFor(text, timeout: Self.patience)
            try await body(terminal)
        }
    }
}
