import Testing

/// How much a server may be told to take on at once.
@Suite struct ServeLimitTests {
    @Test(arguments: [
        (["--connections", "63"], "--connections must be from 64 to 1000000"),
        (["--requests", "0"], "--requests must be from 1 to 100000"),
        (["--downloads", "100001"], "--downloads must be from 1 to 100000"),
    ])
    func `a number out of its range is an error of usage`(arguments: [String], fault: String) async throws {
        try await withTemporaryCommandFolder { folder in
            let outcome = try await folder.run(["serve", "--database", folder.database] + arguments)
            #expect(outcome.status == .exited(2))
            #expect(outcome.errorLines.first == "Error: \(fault)")
            #expect(try folder.files == [])
        }
    }

    @Test func `more connections than files may be open are an error of usage`() async throws {
        try await withTemporaryCommandFolder { folder in
            let outcome = try await ChildProcess.run(
                "/usr/bin/env",
                [
                    "prlimit", "--nofile=1200", BuiltProgram.path, "serve", "--database", folder.database,
                    "--connections", "1000", "--downloads", "44",
                ], environment: folder.environment)
            #expect(outcome.status == .exited(2))
            let fault = "--connections 1000 with --downloads 44 needs 1300 open files, and this user may have 1200"
            #expect(outcome.errorLines.first == "Error: \(fault) (ulimit -n)")
        }
    }

    /// The database that is not there is the next thing that is looked at.
    @Test func `numbers in their ranges pass`() async throws {
        try await withTemporaryCommandFolder { folder in
            let outcome = try await folder.run([
                "serve", "--database", folder.database, "--connections", "64", "--requests", "1", "--downloads", "1",
            ])
            #expect(outcome.errorLines.count == 1)
            #expect(outcome.errors.contains("[DATABASE_007]"))
        }
    }
}
