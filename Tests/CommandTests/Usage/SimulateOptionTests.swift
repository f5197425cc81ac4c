import Testing

/// What a fleet of simulated devices may be told to do.
@Suite struct SimulateOptionTests {
    @Test(arguments: [
        (["--lost-rate", "1.1"], "--lost-rate must be from 0 to 1"),
        (["--lost-hardware", "C"], "--lost-hardware goes with --lost-rate"),
        (
            ["--lost-rate", "0.4", "--lost-hardware", "C", "--server", "http://127.0.0.1:1", "--tokens", "none.csv"],
            "--lost-hardware needs --database: tokens say nothing of hardware"
        ),
    ])
    func `what makes no sense of lost devices is an error of usage`(arguments: [String], fault: String) async throws {
        try await withTemporaryCommandFolder { folder in
            let outcome = try await folder.run(["simulate"] + arguments)
            #expect(outcome.status == .exited(2))
            #expect(outcome.errorLines.first == "Error: \(fault)")
        }
    }
}
