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
                schedule: {start: tomorrow}
                """, to: "plan.yaml")
            let refused = try await folder.create("--plan", path)
            #expect(refused.status == .exited(2))
            let expected = [
                ":3: filter: ", ":4: wave: is unknown", ":6: waves.1.size: is no size",
                ":8: waves.2.gate.max_bad: must be a whole number, and is a text",
                ":9: waves.3: must be an object, and is a text",
                ":10: soak_seconds: must be a whole number, and is a text",
                ":11: schedule: is not available in this version",
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
