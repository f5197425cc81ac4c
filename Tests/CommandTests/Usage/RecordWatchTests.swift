import Foundation
import SlipwayCore
import TestSupport
import Testing

/// Who waits for a rollout or a batch in a script.
@Suite(.timeLimit(.minutes(5))) struct RecordWatchTests {
    @Test func `until it is paused ends with the pause, and until it is done goes on through it`() async throws {
        try await withRollout { folder in
            try await watching(folder, ["rollouts", "watch", "1", "--until", "done", "--json"]) { done in
                try await watching(folder, ["rollouts", "watch", "1", "--until", "paused"]) { paused in
                    try await paused.waitForOutput("spring: pending", timeout: CommandFolder.patience)
                    try await done.waitForOutput(#""status":"pending""#, timeout: CommandFolder.patience)
                    try await folder.prepare("rollouts", "pause", "1")
                    #expect(try await paused.outcome(timeout: CommandFolder.patience).status == .exited(0))
                }
                try await done.waitForOutput(#""status":"paused""#, timeout: CommandFolder.patience)
                done.kill(SIGINT)
                let outcome = try await done.outcome(timeout: CommandFolder.patience)
                #expect(outcome.status == .killed(signal: 2))
                let lines = outcome.output.split(separator: "\n")
                #expect(try lines.map { try JSONObject(String($0))["status"] as? String } == ["pending", "paused"])
            }
        }
    }

    @Test func `what cannot come any more ends with 1`() async throws {
        try await withRollout("--draft") { folder in
            try await watching(folder, ["rollouts", "watch", "1", "--until", "paused"]) { paused in
                try await paused.waitForOutput("spring: draft", timeout: CommandFolder.patience)
                try await folder.prepare("rollouts", "cancel", "1", "--reason", "test")
                #expect(try await paused.outcome(timeout: CommandFolder.patience).status == .exited(1))
            }
        }
    }

    @Test(arguments: [["rollouts", "watch", "1"], ["rollouts", "watch", "1", "--until", "wave:1"]])
    func `where a pause ends the wait, it ends with 1`(arguments: [String]) async throws {
        try await withRollout { folder in
            try await folder.prepare("rollouts", "pause", "1")
            let outcome = try await folder.run(arguments + ["--database", folder.database])
            #expect(outcome.status == .exited(1) && outcome.output.contains("spring: paused"), "\(outcome.errors)")
        }
    }

    @Test func `what does not come in time ends with 4`() async throws {
        try await withRollout { folder in
            let outcome = try await folder.slipway(
                "rollouts", "watch", "1", "--until", "wave:2", "--timeout", "1s", "--interval", "0.1")
            #expect(outcome.status == .exited(4) && outcome.errors.contains("gave up after 1s"), "\(outcome.errors)")
        }
    }

    @Test func `a batch is waited for until a device is bad, or cannot become so`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 2)
            try await folder.prepare(
                "batches", "create", "--name", "spring", "--firmware", "2.0.0", "--organization", "acme")
            try await watching(folder, ["batches", "watch", "1", "--until", "failed"]) { failed in
                try await failed.waitForOutput("PENDING", timeout: CommandFolder.patience)
                try await folder.prepare("batches", "cancel", "1", "--reason", "test")
                #expect(try await failed.outcome(timeout: CommandFolder.patience).status == .exited(1))
            }
        }
    }

    @Test(arguments: [
        (["rollouts", "watch", "1", "--until", "wave:9"], "rollout 1 has 2 waves"),
        (["rollouts", "watch", "1", "--until", "wave:0"], "--until"),
        (["rollouts", "watch", "1", "--until", "soon"], "--until"),
        (["rollouts", "watch", "1", "--timeout", "soon"], "--timeout takes a number and s, m, h or d"),
        (["batches", "watch", "1", "--until", "wave:1"], "a batch has no waves"),
    ])
    func `what never comes, and what cannot be read, is refused`(arguments: [String], fault: String) async throws {
        try await withRollout { folder in
            let outcome = try await folder.run(arguments + ["--database", folder.database])
            #expect(outcome.status == .exited(2) && outcome.errors.contains(fault), "\(outcome.errors)")
        }
    }

    /// It waits for a server.
    private func withRollout(_ options: String..., body: (CommandFolder) async throws -> Void) async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 4)
            let created = try await folder.run(
                ["rollouts", "create", "--name", "spring", "--firmware", "2.0.0", "--organization", "acme"]
                    + ["--canary", "2", "--waves", "100%", "--database", folder.database] + options)
            try #require(created.status == .exited(0), "\(created.errors)")
            try await body(folder)
        }
    }

    private func watching(
        _ folder: CommandFolder, _ arguments: [String], body: (ChildProcess) async throws -> Void
    ) async throws {
        let all = arguments + ["--interval", "0.1", "--database", folder.database]
        try await ChildProcess.with(BuiltProgram.path, all, environment: folder.environment, body)
    }
}
