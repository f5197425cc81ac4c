import Foundation
import SlipwayCore
import TestSupport
import Testing

/// Who follows the events at a terminal or in a pipe.
@Suite(.timeLimit(.minutes(5))) struct EventWatchTests {
    @Test(arguments: [false, true])
    func `Events come a line each as they happen, made safe, until ctrl-C`(onPostgres: Bool) async throws {
        try await withFolder(onPostgres: onPostgres) { folder, insert in
            try await insert("before")
            try await watching(folder) { process in
                try await insert("smoke \u{1B}[31m in\nthe lab")
                try await folder.prepare("updates", "halt", "--reason", "smoke")
                try await process.waitForOutput("updates_halted", timeout: CommandFolder.patience)
                process.kill(SIGINT)
                let outcome = try await process.outcome(timeout: CommandFolder.patience)
                // To a shell, 130.
                #expect(outcome.status == .killed(signal: 2) && outcome.hostileScalars == [])
                let lines = outcome.output.split(separator: "\n").map { $0.split(separator: "  ") }
                #expect(lines.map { $0[1] } == ["batch_created", "updates_halted"])
                #expect(lines[0].last == "smoke ·[31m in·the lab")
            }
        }
    }

    @Test(arguments: [false, true])
    func `With JSON every line is an event`(onPostgres: Bool) async throws {
        try await withFolder(onPostgres: onPostgres) { folder, _ in
            try await watching(folder, "--json") { process in
                try await folder.prepare("updates", "halt", "--reason", "smoke")
                let output = try await process.waitForOutput("\n", timeout: CommandFolder.patience)
                let event = try JSONObject(output)
                #expect(event["kind"] as? String == "updates_halted" && event["detail"] is String)
                #expect(output.split(separator: "\n").count == 1)
            }
        }
    }

    @Test func `After an outage it goes on where it was`() async throws {
        try await PostgresCluster().withDatabase { database in
            try await withTemporaryFolder { url in
                let folder = CommandFolder(url: url, database: database.url)
                try await watching(folder) { process in
                    try await folder.prepare("updates", "halt", "--reason", "first")
                    try await process.waitForOutput("updates_halted", timeout: CommandFolder.patience)
                    try await database.server.happen(.crash)
                    try await process.waitForErrors("trying again", timeout: CommandFolder.patience)
                    try await database.server.happen(.start)
                    try await folder.prepare("updates", "release", "--everything")
                    try await process.waitForErrors("answers again", timeout: CommandFolder.patience)
                    let output = try await process.waitForOutput("updates_released", timeout: CommandFolder.patience)
                    #expect(output.split(separator: "\n").count == 2)
                }
            }
        }
    }

    @Test func `Where there is no database it says so and ends`() async throws {
        try await withTemporaryCommandFolder { folder in
            let outcome = try await folder.slipway("events", "watch")
            #expect(outcome.status == .exited(2) && outcome.errors.hasSuffix("[DATABASE_007]\n"))
            let place = "postgres:///fleet?host=\(folder.url.path)"
            let unreached = try await folder.run(["events", "watch", "--database", place])
            #expect(unreached.status == .exited(3) && unreached.output == "")
        }
    }

    /// Once it follows.
    private func watching(
        _ folder: CommandFolder, _ options: String..., body: (ChildProcess) async throws -> Void
    ) async throws {
        let arguments = ["events", "watch", "--interval", "0.1", "--database", folder.database] + options
        try await ChildProcess.with(BuiltProgram.path, arguments, environment: folder.environment) { process in
            try await process.waitForErrors("from now on", timeout: CommandFolder.patience)
            try await body(process)
        }
    }

    /// - Parameter body: is given what writes an event past the program, with any text in it.
    private func withFolder(
        onPostgres: Bool, _ body: (CommandFolder, _ insert: (String) async throws -> Void) async throws -> Void
    ) async throws {
        guard onPostgres else {
            return try await withCommandFolder { folder in
                try await body(folder) { try await folder.execute(insertion($0, at: "0"), on: folder.database) }
            }
        }
        try await withPostgres { _, _, database in
            try await withTemporaryFolder { url in
                try await body(CommandFolder(url: url, database: database.url)) { detail in
                    try await database.console.run(insertion(detail, at: "now()"))
                }
            }
        }
    }

    private func insertion(_ detail: String, at instant: String) -> String {
        """
        INSERT INTO events (at, kind, actor_kind, actor_name, detail)
        VALUES (\(instant), 'batch_created', 'worker', 'w', '\(detail)')
        """
    }
}
