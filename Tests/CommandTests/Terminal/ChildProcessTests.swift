import Glibc
import Testing

@Suite struct ChildProcessTests {
    @Test func `Both outputs and the exit status of a program are captured`() async throws {
        let outcome = try await ChildProcess.run(
            "/bin/sh", ["-c", "cat; echo \"$1 $WHO\" >&2; exit 7", "sh", "to"], environment: ["WHO": "you"],
            input: "grüße\n")
        #expect(outcome == ChildProcess.Outcome(status: .exited(7), output: "grüße\n", errors: "to you\n"))
    }

    @Test func `Input and output larger than a pipe pass through`() async throws {
        let text = String(repeating: "0123456789", count: 50_000)
        let outcome = try await ChildProcess.run("/bin/cat", input: text)
        #expect(outcome == ChildProcess.Outcome(status: .exited(0), output: text, errors: ""))
    }

    @Test func `A program that reads nothing does not end the tests`() async throws {
        let text = String(repeating: "0123456789", count: 50_000)
        let outcome = try await ChildProcess.run("/bin/sh", ["-c", "exec 0<&-; echo done"], input: text)
        #expect(outcome == ChildProcess.Outcome(status: .exited(0), output: "done\n", errors: ""))
    }

    @Test func `A program is killed in the middle of its work`() async throws {
        try await ChildProcess.with("/bin/sh", ["-c", "echo ready; while :; do sleep 1; done"]) { process in
            try await process.waitForOutput("ready")
            process.kill()
            #expect(try await process.outcome().status == .killed(signal: Int(SIGKILL)))
            process.kill()
        }
    }

    @Test func `A program that cannot be started is an error`() async throws {
        await #expect(throws: SystemError.self) {
            try await ChildProcess.run("/nowhere/program")
        }
    }
}
