import Testing

@Suite struct ExitStatusTests {
    @Test(arguments: [
        (["organizations", "show", "nobody"], "organization not found: nobody [ORG_001]"),
        (["organizations", "update", "nobody", "--device-limit", "5"], "organization not found: nobody [ORG_001]"),
        (["devices", "show", "nothing"], "device nothing not found [DEVICE_001]"),
        (["devices", "list", "--organization", "nobody"], "organization not found: nobody [ORG_001]"),
        (
            ["devices", "register", "--uid", "a", "--organization", "nobody"],
            "organization not found: nobody [ORG_001]"
        ),
        (["firmware", "show", "9.9.9"], "firmware 9.9.9 not found [FIRMWARE_001]"),
        (["firmware", "promote", "9.9.9", "testing"], "firmware 9.9.9 not found [FIRMWARE_001]"),
        (["firmware", "keys", "remove", "x"], "name: is that of no signing key [REQUEST_001]"),
        (["firmware", "attach-signature", "1.0.0", "none.sig"], "none.sig cannot be read"),
        (["batches", "show", "99"], "batch 99 not found [BATCH_002]"),
        (["batches", "show", "x\u{1B}[31m\u{202E}"], "batch x·[31m· not found [BATCH_002]"),
        (["tokens", "revoke", "99"], "access token 99 not found [AUTH_004]"),
        (["tokens", "revoke", "x"], "access token x not found [AUTH_004]"),
        (["devices", "telemetry", "nothing"], "device nothing not found [DEVICE_001]"),
        (["batches", "watch", "99"], "batch 99 not found [BATCH_002]"),
        (["status", "--organization", "nobody"], "organization not found: nobody [ORG_001]"),
    ])
    func `What is not found ends with 2 and one line`(arguments: [String], line: String) async throws {
        try await withCommandFolder { folder in
            let outcome = try await folder.run(arguments + ["--database", folder.database])
            #expect(outcome == .init(status: .exited(2), output: "", errors: "slipway: \(line)\n"))
        }
    }

    @Test(arguments: [
        ["--nonsense"], ["devices", "--nonsense"], ["nonsense"], ["devices", "register"],
        ["devices", "list", "--limit", "0"], ["devices", "list", "--limit", "1001"],
        ["devices", "list", "--limit", "x"],
        ["devices", "register", "--file", "-"], ["devices", "register", "--file", "a.csv", "--uid", "b"],
        ["devices", "register", "--file", "a.csv", "--no-tokens", "--tokens-to", "b"],
        ["firmware", "promote", "1.0.0", "gold"],
        ["firmware", "upload", "a.bin", "--version", "1.0.0", "--channel", "x"],
        ["batches", "create", "--name", "a", "--firmware", "1.0.0"],
        ["batches", "create", "--name", "a", "--firmware", "1.0.0", "--organization", "b", "--max-in-flight", "0"],
        ["batches", "watch", "1", "--interval", "0"], ["simulate", "--failure-rate", "2"], ["demo", "--devices", "0"],
        ["dashboard", "--ascii", "--utf8"], ["dashboard", "--interval", "0"], ["status", "--width", "1"],
        ["organizations", "create", "--name", "a", "--environment", "moon"],
    ])
    func `Bad usage ends with 2, says how it is used, and does nothing`(arguments: [String]) async throws {
        try await withTemporaryCommandFolder { folder in
            let outcome = try await folder.run(arguments)
            #expect(outcome.status == .exited(2) && outcome.output == "")
            #expect(outcome.errorLines.first?.hasPrefix("Error: ") == true)
            #expect(outcome.errors.contains("--help") && outcome.hostileScalars == [])
            #expect(try folder.files == [])
        }
    }

    @Test(arguments: [
        ["--help"], ["help"], ["devices", "--help"], ["devices", "register", "--help"], ["batches", "create", "-h"],
        ["migrate", "--help"], ["dashboard", "--help"], ["--version"], ["devices", "--version"],
    ])
    func `Help and version end with 0, on standard output`(arguments: [String]) async throws {
        try await withTemporaryCommandFolder { folder in
            let outcome = try await folder.run(arguments)
            #expect(outcome.status == .exited(0) && outcome.errors == "")
            #expect(outcome.output.contains(arguments.last == "--version" ? "0.1.0" : "USAGE: slipway"))
            #expect(try folder.files == [])
        }
    }

    @Test(arguments: [
        ["migrate"], ["organizations", "list"], ["organizations", "show"], ["organizations", "create"],
        ["organizations", "update"], ["devices", "list"], ["devices", "show"], ["devices", "register"],
        ["firmware", "list"], ["firmware", "show"], ["firmware", "upload"], ["firmware", "promote"],
        ["batches", "list"], ["batches", "show"], ["batches", "create"], ["batches", "watch"],
        ["batches", "pause"], ["batches", "resume"], ["batches", "cancel"], ["updates", "halt"],
        ["updates", "release"], ["settings", "list"], ["settings", "set"], ["audit"], ["tokens", "list"],
        ["tokens", "create"],
        ["tokens", "revoke"], ["devices", "telemetry"], ["dashboard"], ["status"], ["demo"], ["serve"], ["simulate"],
    ])
    func `The help of every subcommand has an example`(subcommand: [String]) async throws {
        let outcome = try await ChildProcess.run(BuiltProgram.path, subcommand + ["--help"])
        #expect(outcome.status == .exited(0) && outcome.output.contains("Example"))
        #expect(outcome.output.contains("slipway \(subcommand.joined(separator: " "))"))
    }

    @Test func `Organizations refuse what a rule forbids and names that would do harm`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepare("organizations", "create", "--name", "acme")
            for (name, line) in [
                ("acme", "an organization named acme exists already [ORG_005]"),
                ("", "an organization needs a name [ORG_004]"),
                (
                    "a\u{7}",
                    "name: holds the control character U+0007; "
                        + "display_name: holds the control character U+0007 [REQUEST_001]"
                ),
                (
                    String(repeating: "😀", count: 101), "name: has 101 characters; at most 100 fit [REQUEST_001]"
                ),
            ] {
                let outcome = try await folder.slipway("organizations", "create", "--name", name)
                #expect(outcome == .init(status: .exited(2), output: "", errors: "slipway: \(line)\n"))
            }
            let unseen = try await folder.slipway("organizations", "create", "--name", "b\u{202E}😀漢")
            #expect(unseen.errors == "slipway: name: contains U+202E RIGHT-TO-LEFT OVERRIDE [REQUEST_001]\n")
            // As programs before this one let it in.
            try await folder.prepare("organizations", "create", "--name", "b")
            try await folder.execute(
                "UPDATE organizations SET name = 'b\u{202E}😀漢' WHERE name = 'b'", on: folder.database)
            let list = try await folder.slipway("organizations", "list")
            #expect(
                list.output
                    == """
                    NAME    ENVIRONMENT  DEVICES  LIMIT  STATE   TIME ZONE  APPROVAL
                    acme    staging      0        100    active  UTC        off
                    b·😀漢  staging      0        100    active  UTC        off

                    """)
        }
    }
}
