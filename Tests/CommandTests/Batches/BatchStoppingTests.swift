import Testing

@Suite struct BatchStoppingTests {
    @Test func `A batch is paused, resumed and cancelled, and a repeat is as good`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 3)
            try await folder.prepare(
                "batches", "create", "--name", "spring", "--firmware", "2.0.0", "--organization", "acme")
            for (arguments, status) in [
                (["pause", "1", "--reason", "look first"], "paused"), (["pause", "1"], "paused"),
                (["resume", "1"], "pending"), (["resume", "1"], "pending"),
                (["cancel", "1", "--reason", "bricks rev-a"], "cancelled"),
                (["cancel", "1", "--reason", "x"], "cancelled"),
            ] {
                let database = ["--database", folder.database]
                let shown = try await folder.run(["batches"] + arguments + database)
                #expect(shown.status == .exited(0) && shown.errors == "")
                let row = shown.output.split(separator: "\n").last?.split(separator: " ") ?? []
                #expect(row.prefix(3) == ["1", "spring", Substring(status)])
                let batch = try JSONObject(try await folder.run(["batches"] + arguments + database + ["--json"]).output)
                #expect(batch["status"] as? String == status && batch["id"] as? Int == 1)
            }
            let shown = try await folder.slipway("batches", "show", "1").output
            #expect(shown.split(separator: "\n").count { $0.hasSuffix(": bricks rev-a") } == 3, "\(shown)")
        }
    }

    @Test(arguments: [
        (["batches", "cancel", "1"], "Missing expected argument '--reason <reason>'"),
        (["batches", "cancel", "1", "--reason", " "], "reason: is empty [REQUEST_001]"),
        (["batches", "pause", "7"], "batch 7 not found [BATCH_002]"),
        (["batches", "resume", "x"], "batch x not found [BATCH_002]"),
        (["batches", "pause", "1"], "a batch that is cancelled cannot be paused [BATCH_003]"),
        (["updates", "halt"], "Missing expected argument '--reason <reason>'"),
        (["updates", "halt", "--reason", "a\u{1B}[31m"], "reason: holds the control character U+001B [REQUEST_001]"),
        (["updates", "release", "--organization", "nobody"], "organization not found: nobody [ORG_001]"),
        (["updates", "release", "--organization", ""], "[ORG_001]"),
        (["updates", "release"], "give one of --everything and --organization"),
        (["updates", "release", "--everything", "--organization", "acme"], "give one of --everything and"),
        (
            ["updates", "halt", "--reason", "x", "--everything", "--organization", "acme"],
            "give one of --everything and"
        ),
        (["updates", "halt", "--reason", "x", "--organization", ""], "[ORG_001]"),
        (
            ["batches", "create", "--name", "all", "--firmware", "2.0.0", "--filter", " "],
            "--filter is empty, and would take every device"
        ),
    ])
    func `What is not allowed is refused in one line`(arguments: [String], line: String) async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 1)
            try await folder.prepare(
                "batches", "create", "--name", "spring", "--firmware", "2.0.0", "--organization", "acme")
            try await folder.prepare("batches", "cancel", "1", "--reason", "over")
            let outcome = try await folder.run(arguments + ["--database", folder.database])
            #expect(outcome.status == .exited(2) && outcome.output == "" && outcome.hostileScalars == [])
            #expect(outcome.errors.contains(line), "\(outcome.errors)")
        }
    }

    @Test func `A halt keeps a living fleet still until the release`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 4)
            for (arguments, line) in [
                (["halt", "--everything", "--reason", "smoke"], "updates of all organizations are halted\n"),
                (["halt", "--everything", "--reason", "smoke"], "updates of all organizations were halted already\n"),
                (["halt", "--reason", "visit", "--organization", "acme"], "updates of acme are halted\n"),
                (["release", "--everything"], "updates of all organizations are released\n"),
                (["release", "--everything"], "updates of all organizations were not halted\n"),
            ] {
                let outcome = try await folder.run(["updates"] + arguments + ["--database", folder.database])
                #expect(outcome == .init(status: .exited(0), output: line, errors: ""))
            }
            try await folder.prepare(
                "batches", "create", "--name", "spring", "--firmware", "2.0.0", "--organization", "acme")
            try await folder.withLivingFleet {
                try await waitForStart(in: folder)
                try await Task.sleep(for: .seconds(1))
                let held = try JSONObject(try await folder.slipway("batches", "show", "1", "--json").output)
                #expect(held["n_initiated"] as? Int == 4 && held["n_acknowledged"] as? Int == 0)
                #expect(held["n_downloading"] as? Int == 0)
                try await folder.prepare("updates", "release", "--organization", "acme")
                let watched = try await folder.slipway("batches", "watch", "1", "--interval", "0.2")
                #expect(watched.status == .exited(0) && watched.output.contains("succeeded 4"))
            }
        }
    }

    @Test func `A halt that names nothing stops everything, and says what to write`() async throws {
        try await withCommandFolder { folder in
            let outcome = try await folder.slipway("updates", "halt", "--reason", "smoke")
            #expect(outcome.status == .exited(0))
            #expect(outcome.output == "updates of all organizations are halted\n")
            #expect(
                outcome.errors
                    == "this halted everything; say so with --everything, a later release will require it\n")
        }
    }

    /// Its line says so as soon as it is.
    private func waitForStart(in folder: CommandFolder) async throws {
        try await ChildProcess.with(
            BuiltProgram.path, ["batches", "watch", "1", "--interval", "0.1", "--database", folder.database],
            environment: folder.environment
        ) { _ = try await $0.waitForOutput("IN PROGRESS", timeout: CommandFolder.patience) }
    }
}
