import Testing

@Suite struct SlipwayCommandTests {
    @Test func `The program tells its version`() async throws {
        let outcome = try await ChildProcess.run(BuiltProgram.path, ["--version"])
        #expect(outcome == ChildProcess.Outcome(status: .exited(0), output: "0.1.0\n", errors: ""))
    }

    @Test func `An unknown option is an error of usage`() async throws {
        let outcome = try await ChildProcess.run(BuiltProgram.path, ["--nonsense"])
        #expect(outcome.status != .exited(0))
        #expect(outcome.output == "" && outcome.errors.contains("--nonsense"))
    }

    @Test func `The program tells its version in a terminal too`() async throws {
        try await PseudoTerminal.with(BuiltProgram.path, ["--version"]) { terminal in
            let status = try await terminal.exitStatus()
            #expect(status == .exited(0))
            #expect(terminal.screen.rows[0] == "0.1.0")
            #expect(try terminal.modes == terminal.initialModes)
        }
    }
}
