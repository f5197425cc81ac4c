import Testing

/// Plans of rollouts that live in files.
@Suite struct RolloutPlanFileTests {
    @Test func `A plan that is printed creates the same rollout again`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 100)
            let created = try await folder.run([
                "rollouts", "create", "--name", "spring: \"first\"", "--firmware", "2.0.0", "--filter",
                "organization=acme and hardware!=x", "--canary", "12.5%", "--waves", "50%,100%", "--soak", "2h",
                "--verified", "80%", "--manual", "--max-bad", "3,5", "--max-bad-share", "2%", "--max-in-flight", "40",
                "--include-current", "--database", folder.database,
            ])
            #expect(created.status == .exited(0), "\(created.errors)")
            let plan = try await folder.plan(ofRollout: 1)
            #expect(plan.contains("size: 12.5%\n"))
            #expect(plan.contains("soak_seconds: 7200\n"))
            let path = try folder.write(plan, to: "plan.yaml")
            let again = try await folder.create("--plan", path)
            #expect(again.status == .exited(0), "\(again.errors)")
            #expect(try await folder.plan(ofRollout: 2) == plan)
        }
    }

    @Test func `A plan with a schedule and windows is printed with them, and creates the same rollout again`()
        async throws
    {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 100)
            let created = try await folder.create(
                "--name", "nightly", "--firmware", "2.0.0", "--organization", "acme", "--start", "2999-12-01T00:00",
                "--end", "2999-12-24T00:00:00Z", "--time-zone", "Europe/Berlin", "--window", "Mon-Fri 02:00-04:00",
                "--window", "Sat,Sun 23:00-24:00")
            #expect(created.status == .exited(0), "\(created.errors)")
            let plan = try await folder.plan(ofRollout: 1)
            #expect(plan.contains("start: 2999-12-01T00:00\n"))
            #expect(plan.contains("from: 02:00\n") || plan.contains("from: '02:00'\n"))
            #expect(plan.contains("time_zone: Europe/Berlin\n"))
            let path = try folder.write(plan, to: "plan.yaml")
            let again = try await folder.create("--plan", path)
            #expect(again.status == .exited(0), "\(again.errors)")
            #expect(try await folder.plan(ofRollout: 2) == plan)
            let shown = try await folder.run(["rollouts", "show", "1", "--database", folder.database])
            #expect(shown.output.contains("scheduled"))
            #expect(shown.output.contains("starts: 2999-11-30T23:00:00.000Z\nends: 2999-12-24T00:00:00.000Z\n"))
            #expect(shown.output.contains("windows: Mon-Fri 02:00-04:00; Sat,Sun 23:00-24:00 in Europe/Berlin\n"))
        }
    }

    @Test func `A plan with a pace is printed with it, and creates the same rollout again`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 100)
            let created = try await folder.create(
                "--name", "slowly", "--firmware", "2.0.0", "--organization", "acme", "--per-minute",
                "5 x2 every 50 verified up to 20", "--bytes-per-second", "5000000")
            #expect(created.status == .exited(0), "\(created.errors)")
            let plan = try await folder.plan(ofRollout: 1)
            let lines = [
                "pace:\n", "  per_minute: 5\n", "  verified: 50\n", "  limit: 20\n", "bytes_per_second: 5000000\n",
            ]
            for line in lines {
                #expect(plan.contains(line), "\(plan)")
            }
            let path = try folder.write(plan, to: "plan.yaml")
            #expect(try await folder.create("--plan", path).status == .exited(0))
            #expect(try await folder.plan(ofRollout: 2) == plan)
            #expect(try await folder.create("--plan", path, "--per-minute", "7").status == .exited(0))
            #expect(try await folder.plan(ofRollout: 3).contains("pace:\n  per_minute: 7\n"))
            let shown = try await folder.run(["rollouts", "show", "1", "--database", folder.database])
            #expect(shown.output.contains("pace: 5 a minute, x2 every 50 verified up to 20; now 5\n"))
            #expect(shown.output.contains("bandwidth: 5000000 bytes a second\n"))
            let template = try await folder.run([
                "templates", "save", "slow", "--plan", path, "--database", folder.database,
            ])
            #expect(template.status == .exited(0), "\(template.errors)")
            let ofTemplate = try await folder.create(
                "--template", "slow", "--name", "autumn", "--firmware", "2.0.0", "--organization", "acme", "--draft")
            #expect(ofTemplate.status == .exited(0), "\(ofTemplate.errors)")
            let planOfTemplate = try await folder.plan(ofRollout: 4)
            #expect(planOfTemplate.contains("  limit: 20\n") && planOfTemplate.contains("bytes_per_second: 5000000\n"))
            let edited = try await folder.run([
                "rollouts", "edit", "4", "--per-minute", "9", "--bytes-per-second", "6000", "--database",
                folder.database,
            ])
            #expect(edited.status == .exited(0), "\(edited.errors)")
            let again = try await folder.run(["rollouts", "show", "4", "--database", folder.database])
            #expect(again.output.contains("pace: 9 a minute\nbandwidth: 6000 bytes a second\n"))
        }
    }

    @Test(arguments: [
        ("fast", "--per-minute takes a number, or as it grows: 50 x2 every 500 verified up to 1000"),
        ("0", "--per-minute must be from 1 to 1000000"),
        ("5 x2 every 0 verified up to 9", "--per-minute verified must be from 1 to 1000000"),
    ])
    func `A pace that is none is refused`(text: String, fault: String) async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 2)
            let refused = try await folder.create(
                "--name", "a", "--firmware", "2.0.0", "--organization", "acme", "--per-minute", text)
            #expect(refused.status == .exited(2))
            #expect(refused.errors.contains(fault), "\(refused.errors)")
            let edited = try await folder.run([
                "rollouts", "edit", "1", "--per-minute", text, "--database", folder.database,
            ])
            #expect(edited.status == .exited(2))
            #expect(edited.errors.contains(fault), "\(edited.errors)")
        }
    }

    @Test func `A rollout that takes later devices is printed so, created again, edited and finished`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 10)
            let created = try await folder.create(
                "--name", "open", "--firmware", "2.0.0", "--organization", "acme", "--dynamic", "--rollback", "prepare",
                "--draft")
            #expect(created.status == .exited(0), "\(created.errors)")
            let plan = try await folder.plan(ofRollout: 1)
            #expect(plan.contains("targets: dynamic\n") && plan.contains("rollback: prepare\n"))
            let path = try folder.write(plan, to: "plan.yaml")
            let again = try await folder.create("--plan", path)
            #expect(again.status == .exited(0), "\(again.errors)")
            #expect(try await folder.plan(ofRollout: 2) == plan)
            let shown = try await folder.slipway("rollouts", "show", "2")
            #expect(shown.output.contains("later: devices that match later will join the last wave"))
            let planned = try await folder.slipway("rollouts", "plan", "--plan", path)
            #expect(planned.output.contains("devices that match later join the last wave"))
            let early = try await folder.slipway("rollouts", "finish", "2")
            #expect(early.status == .exited(2))
            #expect(early.errors.contains("first devices are not settled yet"), "\(early.errors)")
            let edited = try await folder.slipway(
                "rollouts", "edit", "1", "--dynamic", "false", "--rollback", "none")
            #expect(edited.status == .exited(0), "\(edited.errors)")
            let left = try await folder.plan(ofRollout: 1)
            #expect(!left.contains("targets") && !left.contains("rollback"))
            let twice = try await folder.create("--plan", path, "--dynamic")
            #expect(twice.errors.contains("which join later"), "\(twice.errors)")
        }
    }

    @Test func `Times of a plan are read as they are written, and each faulty line is named`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 10)
            let path = try folder.write(
                """
                name: nightly
                firmware: 2.0.0
                organization: acme
                schedule:
                  start: 2020-01-01 00:00
                  time_zone: Mars/Phobos
                windows:
                  - {days: [mon], from: 02:00, to: 04:00}
                  - days: [mon]
                    from: 22:00
                    to: 22:00
                """, to: "plan.yaml")
            let refused = try await folder.create("--plan", path)
            #expect(refused.status == .exited(2))
            for field in ["schedule.time_zone", "windows.2.to"] {
                #expect(refused.errors.contains(field), "\(refused.errors)")
            }
            let unread = try folder.write(
                "name: a\nfirmware: 2.0.0\norganization: acme\nwindows:\n  - days: [mon]\n    from: 2\n    to: 04:00",
                to: "unread.yaml")
            let faulty = try await folder.create("--plan", unread)
            #expect(
                faulty.errors.contains(":6: windows.1.from: is not a time of day such as 02:00"), "\(faulty.errors)")
        }
    }

    @Test func `Options of time that cannot be read are named at once`() async throws {
        try await withCommandFolder { folder in
            let refused = try await folder.create(
                "--name", "a", "--firmware", "2.0.0", "--organization", "acme", "--start", "tomorrow", "--window",
                "night")
            #expect(refused.status == .exited(2))
            #expect(refused.errors.contains("--start takes a local time"))
            #expect(refused.errors.contains("--window takes days and times"))
            let twice = try await folder.create("--plan", "plan.yaml", "--window", "Mon 02:00-04:00")
            #expect(twice.errors.contains("--plan says when the rollout begins"))
        }
    }

    @Test func `What is given beside a plan takes the place of its own`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 100)
            let path = try folder.write(
                "{name: a, firmware: 1.7, filter: hardware=none, max_in_flight: 7}", to: "plan.yaml")
            let created = try await folder.create(
                "--plan", path, "--name", "autumn", "--firmware", "2.0.0", "--organization", "acme", "--max-in-flight",
                "8")
            #expect(created.status == .exited(0), "\(created.errors)")
            let plan = try await folder.plan(ofRollout: 1)
            #expect(plan.hasPrefix("name: autumn\nfirmware: 2.0.0\nfilter: organization=acme\n"))
            #expect(plan.contains("max_in_flight: 8"))
        }
    }

    @Test func `Every faulty line of a plan is named at once`() async throws {
        try await withCommandFolder { folder in
            let path = try folder.write(
                """
                name: autumn
                firmware: 2.0
                filter: color=red
                wave: []
                waves:
                  - size: some
                  - size: 20%
                    gate: {max_bad: few, max_bad_share: 0.02}
                  - 100%
                soak_seconds: 30m
                approval: {}
                """, to: "plan.yaml")
            let refused = try await folder.create("--plan", path)
            #expect(refused.status == .exited(2))
            let expected = [
                ":3: filter: ", ":4: wave: is unknown", ":6: waves.1.size: is not a size",
                ":8: waves.2.gate.max_bad: must be a whole number, and is a text",
                ":9: waves.3: must be an object, and is a text",
                ":10: soak_seconds: must be a whole number, and is a text",
                ":11: approval: is a setting of the organization, and no part of a plan",
            ]
            for fault in expected { #expect(refused.errors.contains(path + fault), "\(refused.errors)") }
        }
    }

    @Test(arguments: [
        ("", "holds no plan"), ("[1, 2]", "holds no plan"), ("a: [", "not YAML"), ("a: 1\na: 2", "not YAML"),
        ("name: autumn", "filter: is missing"), ("\u{FEFF}\u{1}", "not YAML"),
        (
            "a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
                + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]",
            "stands for more than 100000 values"
        ),
    ])
    func `What is no plan is refused with its path`(text: String, fault: String) async throws {
        try await withCommandFolder { folder in
            let path = try folder.write(text, to: "plan.yaml")
            let refused = try await folder.create("--plan", path)
            #expect(refused.status == .exited(2))
            #expect(refused.errors.contains(path) && refused.errors.contains(fault), "\(refused.errors)")
        }
    }

    @Test func `What the waves are is said in one place`() async throws {
        try await withCommandFolder { folder in
            let refused = try await folder.create("--plan", "plan.yaml", "--soak", "2h")
            #expect(refused.status == .exited(2))
            #expect(refused.errors.contains("--plan says what the waves are"))
        }
    }
}

extension CommandFolder {
    fileprivate func create(_ arguments: String...) async throws -> ChildProcess.Outcome {
        try await run(["rollouts", "create", "--database", database] + arguments)
    }

    fileprivate func plan(ofRollout id: Int) async throws -> String {
        let shown = try await run(["rollouts", "show", "\(id)", "--plan", "--database", database])
        #expect(shown.status == .exited(0), "\(shown.errors)")
        return shown.output
    }
}
