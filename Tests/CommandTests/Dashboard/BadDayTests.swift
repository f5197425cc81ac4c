import Foundation
import SlipwayCore
import TestSupport
import Testing

/// What an open dashboard and a server say of a PostgreSQL that lets nobody in, or not far, and that they go on when it
/// does again.
@Suite(.timeLimit(.minutes(5))) struct BadDayTests {
    @Test(arguments: BadDay.all)
    func `The dashboard says what is wrong, answers keys, and goes on within seconds`(day: BadDay) async throws {
        try await withLogin { folder, database in
            try await PseudoTerminal.with(
                BuiltProgram.path, ["dashboard", "--interval", "0.2", "--database", folder.database],
                environment: folder.environment, columns: 160
            ) { terminal in
                try await terminal.waitFor("spring", timeout: CommandFolder.patience)
                var seen: Screen?
                // What it meets first on the way there, a server that stops or one that knows nothing yet, is chance.
                for _ in 1...6 where seen == nil {
                    try await day.begin(database)
                    seen = try? await terminal.waitFor("lost database, and why", timeout: .seconds(20)) {
                        $0.rows[0].contains("db lost") && $0.contains(day.words)
                    }
                    guard seen == nil else { break }
                    try await day.end(database)
                    terminal.press(.control("r"))
                    try await terminal.waitFor("db ok", timeout: CommandFolder.patience)
                }
                let lost = try #require(seen)
                #expect(lost.contains("spring") && lost.contains("retry in"))
                terminal.type("?")
                try await terminal.waitFor("type to search", timeout: CommandFolder.patience)
                terminal.press(.escape)
                try await day.end(database)
                let start = ContinuousClock.now
                terminal.press(.control("r"))
                try await terminal.waitFor("database that answers", timeout: CommandFolder.patience) {
                    $0.rows[0].contains("db ok")
                }
                #expect(.now - start < .seconds(15))
                // What was said may be gone from the other screens before anybody looks.
                terminal.type(":log\r")
                try await terminal.waitFor("the database is back after ", timeout: CommandFolder.patience)
            }
        }
    }

    @Test(arguments: BadDay.all)
    func `A server says it in one line, and in another one that it is over`(day: BadDay) async throws {
        try await withLogin { folder, database in
            let server = try await ServerProcess.start(on: folder.database, environment: folder.environment)
            defer { server.kill() }
            try await until { try await database.console.run("SELECT count(*) FROM workers") != [["0"]] }
            try await day.begin(database)
            _ = try await server.waitForLog(day.logged)
            try await until { try await server.readiness() != "200" }
            try await day.end(database)
            let log = try await server.waitForLog(day.recovered)
            // Where some connections are refused and one still answers, it may be over for a moment.
            let told = log.split(separator: "\n").filter { !$0.contains("a request failed") }.compactMap { line in
                line.contains(day.recovered) ? false : line.contains(day.logged) ? true : nil
            }
            #expect(told.first == true, "\(log)")
            #expect(zip(told, told.dropFirst()).allSatisfy { $0 != $1 }, "\(log)")
            let start = ContinuousClock.now
            try await until { try await server.readiness() == "200" || .now - start >= .seconds(30) }
            #expect(.now - start < .seconds(10))
        }
    }

    @Test func `What was under way when the database went goes on when it is back, and whoever watched sees the end`()
        async throws
    {
        try await PostgresCluster(settings: []).withDatabase { database in
            try await withTemporaryFolder { url in
                let folder = CommandFolder(url: url, database: database.url)
                try await folder.prepareFleet(devices: 60)
                try await folder.withLivingFleet {
                    try await folder.prepare(
                        "batches", "create", "--name", "spring", "--firmware", "2.0.0", "--organization", "acme",
                        "--max-in-flight", "5")
                    let watching = ["batches", "watch", "1", "--interval", "0.1", "--database", folder.database]
                    try await ChildProcess.with(
                        BuiltProgram.path, watching, environment: folder.environment
                    ) { watcher in
                        let finished = "SELECT n_succeeded FROM update_batches WHERE n_succeeded > 0"
                        try await until { try await !database.console.run(finished).isEmpty }
                        try await database.server.happen(.crash)
                        try await watcher.waitForErrors("the database cannot be reached, trying again")
                        await database.console.disconnect()
                        try await database.server.happen(.start)
                        try await watcher.waitForErrors("the database answers again")
                        let outcome = try await watcher.outcome(timeout: .seconds(120))
                        #expect(outcome.status == .exited(0), "\(outcome)")
                    }
                }
                let ended = "SELECT status, n_total, n_succeeded FROM update_batches"
                #expect(try await database.console.run(ended) == [["completed", "60", "60"]])
                #expect(try await CounterRecount.differences(in: database.console) == [])
            }
        }
    }

    /// A batch that nobody starts, and a login with every right of the owner that is not a superuser.
    private func withLogin(_ body: (CommandFolder, PostgresDatabase) async throws -> Void) async throws {
        try await PostgresCluster().withDatabase { database in
            let repository = try await database.open(clock: nil)
            try await repository.write { transaction in
                let devices = try transaction.insertDevices(2, in: try transaction.insertOrganization().id)
                let batch = try transaction.insertBatch(of: devices, firmware: try transaction.insertRelease().id)
                try transaction.setBoth(batch.id, to: .paused)
            }
            let login = try await PostgresLogin.make("login", on: database)
            try await database.console.run(
                """
                ALTER ROLE \(login.name) PASSWORD 'right';
                GRANT USAGE ON SCHEMA public TO \(login.name);
                GRANT ALL ON ALL TABLES IN SCHEMA public TO \(login.name);
                GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO \(login.name)
                """)
            try await withTemporaryFolder { url in
                do {
                    try await body(CommandFolder(url: url, database: login.url), database)
                } catch {
                    // A server that hangs would let nothing of it be cleaned up.
                    try await database.server.happen(.thaw)
                    throw error
                }
            }
        }
    }
}

/// Something that goes wrong with a database, and right again.
struct BadDay: Sendable, CustomTestStringConvertible {
    typealias Event = @Sendable (PostgresDatabase) async throws -> Void

    let testDescription: String
    /// On the screen.
    let words: String
    /// In the log of a server.
    var logged = "cannot be reached: "
    var recovered = "can be reached again"
    let begin: Event
    let end: Event

    static let all = [
        BadDay(
            testDescription: "a password that it does not accept any longer",
            words: "the user or the password is not accepted",
            begin: { database in
                try await database.require("local all \(database.name)_login scram-sha-256")
                try await database.endConnections()
            },
            end: { try await $0.require("") }),
        BadDay(
            testDescription: "a database that has another name", words: "there is no database",
            begin: { database in
                await database.console.disconnect()
                let administration = database.administration
                async let renamed = administration.run("ALTER DATABASE \(database.name) RENAME TO elsewhere")
                // It holds newcomers back, and waits for some seconds until the others are gone.
                let held = "SELECT FROM pg_locks WHERE locktype = 'object' AND mode = 'AccessExclusiveLock' AND granted"
                try await until { try await !database.administration.run(held).isEmpty }
                try await database.endConnections()
                _ = try await renamed
            },
            end: { try await $0.administration.run("ALTER DATABASE elsewhere RENAME TO \($0.name)") }),
        BadDay(
            testDescription: "no more connections", words: "no more connections are taken",
            begin: { database in
                try await database.administration.run("ALTER DATABASE \(database.name) CONNECTION LIMIT 0")
                try await database.endConnections()
            },
            end: { try await $0.administration.run("ALTER DATABASE \($0.name) CONNECTION LIMIT -1") }),
        BadDay(
            testDescription: "a schema of a newer program", words: "was made by a newer Slipway",
            logged: "the database fails the background work", recovered: "the background work goes on",
            begin: { database in
                try await database.console.run("INSERT INTO schema_migrations VALUES (9999, '9999 later')")
                try await database.console.run(
                    "UPDATE settings SET value = '9999' WHERE key = 'schema_compatible_since'")
                try await database.endConnections()
            },
            end: { try await $0.console.run("DELETE FROM schema_migrations WHERE number = 9999") }),
        BadDay(
            testDescription: "a schema that is gone", words: "has no schema yet",
            logged: "the database fails the background work", recovered: "the background work goes on",
            begin: { database in
                try await database.console.run("ALTER SCHEMA public RENAME TO away; CREATE SCHEMA public")
                try await database.endConnections()
            },
            end: { try await $0.console.run("DROP SCHEMA public; ALTER SCHEMA away RENAME TO public") }),
        BadDay(
            testDescription: "rights that were taken", words: "this user may not do that",
            logged: "the database fails the background work", recovered: "the background work goes on",
            begin: { try await $0.console.run("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM \($0.name)_login") },
            end: { try await $0.console.run("GRANT ALL ON ALL TABLES IN SCHEMA public TO \($0.name)_login") }),
        BadDay(
            testDescription: "a crash and a restart", words: "no server answers",
            begin: { try await $0.server.happen(.crash) }, end: { try await $0.server.happen(.start) }),
        BadDay(
            testDescription: "a server that hangs", words: "no answer in time",
            begin: { try await $0.server.happen(.freeze) }, end: { try await $0.server.happen(.thaw) }),
    ]
}

extension PostgresDatabase {
    /// Statements that the database itself is in the way of.
    fileprivate var administration: PostgresConsole {
        PostgresConsole(server.connectionInfo(database: "postgres"))
    }

    /// Those of the login, and with them what they have been let do.
    fileprivate func endConnections() async throws {
        await console.disconnect()
        try await administration.run(
            """
            SELECT pg_terminate_backend(pid, 5000)
            FROM pg_stat_activity
            WHERE datname = '\(name)'
            """)
    }

    /// Sets the first line of who is let in, and how.
    fileprivate func require(_ line: String) async throws {
        let file = server.folder.appending(path: "data/pg_hba.conf")
        let rules = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            .filter { !$0.contains("scram-sha-256") }
        try ((line.isEmpty ? [] : [Substring(line)]) + rules).joined(separator: "\n").appending("\n")
            .write(to: file, atomically: false, encoding: .utf8)
        try await administration.run("SELECT pg_reload_conf()")
    }
}
