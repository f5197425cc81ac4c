import Testing

/// Where a server may be told to listen: what it serves is not encrypted.
@Suite struct ListenRuleTests {
    @Test(arguments: [("0.0.0.0:0", "0.0.0.0"), ("[::]:0", "::"), ("10.0.0.5:8080", "10.0.0.5"), ("127.a:0", "127.a")])
    func `an address that others reach is an error of usage without a proxy`(listen: String, host: String) async throws
    {
        try await withTemporaryCommandFolder { folder in
            let outcome = try await folder.run(["serve", "--database", folder.database, "--listen", listen])
            #expect(outcome.status == .exited(2))
            #expect(outcome.output == "")
            #expect(
                outcome.errorLines.first
                    == "Error: \(host) is not of this machine alone: that needs --behind-proxy ADDRESS")
            #expect(try folder.files == [])
        }
    }

    /// The database that is not there is the next thing that is looked at.
    @Test(arguments: [
        ["--listen", "0.0.0.0:0", "--behind-proxy", "10.0.0.2"], ["--listen", "[::1]:0"], ["--listen", "localhost:0"],
        ["--listen", "0.0.0.0:0", "--behind-proxy", "10.0.0.0/8", "--behind-proxy", "::ffff:192.0.2.1"],
    ])
    func `behind a proxy, or for this machine alone, an address passes`(arguments: [String]) async throws {
        try await withTemporaryCommandFolder { folder in
            let outcome = try await folder.run(["serve", "--database", folder.database] + arguments)
            #expect(outcome.errorLines.count == 1)
            #expect(outcome.errors.contains("[DATABASE_007]"))
        }
    }

    @Test(arguments: ["nginx", "10.0.0.0/33", "10.0.0.1:80", ""])
    func `a proxy that is no address is an error of usage`(proxy: String) async throws {
        try await withTemporaryCommandFolder { folder in
            let outcome = try await folder.run(["serve", "--database", folder.database, "--behind-proxy", proxy])
            #expect(outcome.status == .exited(2))
            #expect(outcome.errors.contains("is neither an IP address nor a network such as 10.0.0.0/8"))
            #expect(try folder.files == [])
        }
    }
}
