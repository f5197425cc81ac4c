import Testing

/// Plans that are saved under a name and used by it.
@Suite struct RolloutTemplateCommandTests {
    @Test func `A saved plan is printed as it was, and makes a rollout`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 100)
            let path = try folder.write(
                "{name: a, firmware: 1.7, filter: organization=acme, waves: [{size: 5%}, {size: 100%}], soak_seconds: 7200}",
                to: "plan.yaml")
            let saved = try await folder.templates("save", "careful", "--plan", path, "--organization", "acme")
            #expect(saved.status == .exited(0), "\(saved.errors)")
            let created = try await folder.run([
                "rollouts", "create", "--template", "careful", "--name", "spring", "--firmware", "2.0.0",
                "--organization", "acme", "--max-in-flight", "9", "--database", folder.database,
            ])
            #expect(created.status == .exited(0), "\(created.errors)")
            let plan = try await folder.run(["rollouts", "show", "1", "--plan", "--database", folder.database]).output
            #expect(plan.hasPrefix("name: spring\nfirmware: 2.0.0\nfilter: organization=acme\n"))
            #expect(plan.contains("size: 5%\n") && plan.contains("soak_seconds: 7200\n"))
            #expect(plan.contains("max_in_flight: 9"))
            let again = try await folder.templates("save", "last", "--rollout", "1")
            #expect(again.status == .exited(0), "\(again.errors)")
            let shown = try await folder.templates("show", "last")
            #expect(plan.hasSuffix(shown.output), "\(shown.output)")
            let listed = try await folder.templates("list")
            #expect(listed.output.contains("careful  acme") && listed.output.contains("last     all"))
        }
    }

    @Test func `Every faulty line of a plan is named, and nothing is saved`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 1)
            let path = try folder.write("filter: color=red\nwave: []\nsoak_seconds: soon", to: "plan.yaml")
            let refused = try await folder.templates("save", "careful", "--plan", path)
            #expect(refused.status == .exited(2))
            for fault in [":1: filter: ", ":2: wave: is unknown", ":3: soak_seconds: "] {
                #expect(refused.errors.contains(path + fault), "\(refused.errors)")
            }
            let listed = try await folder.templates("list", "--json")
            #expect(listed.output.contains("templates") && !listed.output.contains("careful"), "\(listed.output)")
        }
    }

    @Test func `Devices one by one are no part of a template`() async throws {
        try await withCommandFolder { folder in
            let path = try folder.write("soak_seconds: 7200\ndevice_ids: [1, 2]", to: "plan.yaml")
            let refused = try await folder.templates("save", "careful", "--plan", path)
            #expect(refused.status == .exited(2))
            #expect(refused.errors.contains(":2: device_ids: no part of a template"), "\(refused.errors)")
        }
    }

    @Test func `A template of an organization is deleted by naming it`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 1)
            let path = try folder.write("soak_seconds: 7200", to: "plan.yaml")
            for organization in [[], ["--organization", "acme"]] {
                let saved = try await folder.templates(["save", "careful", "--plan", path] + organization)
                #expect(saved.status == .exited(0), "\(saved.errors)")
            }
            let shared = try await folder.templates("delete", "careful")
            #expect(shared.output == "template careful is deleted\n")
            let missed = try await folder.templates("delete", "careful")
            #expect(missed.errors.contains("TEMPLATE_001"), "\(missed.errors)")
            let own = try await folder.templates("delete", "careful", "--organization", "acme")
            #expect(own.status == .exited(0), "\(own.errors)")
        }
    }

    @Test func `What the waves are is said by the template alone`() async throws {
        try await withCommandFolder { folder in
            let refused = try await folder.run([
                "rollouts", "create", "--template", "careful", "--name", "n", "--firmware", "2", "--soak", "2h",
                "--database", folder.database,
            ])
            #expect(refused.status == .exited(2))
            #expect(refused.errors.contains("--template says what the waves are"))
        }
    }
}

extension CommandFolder {
    fileprivate func templates(_ arguments: String...) async throws -> ChildProcess.Outcome {
        try await templates(arguments)
    }

    fileprivate func templates(_ arguments: [String]) async throws -> ChildProcess.Outcome {
        try await run(["templates"] + arguments + ["--database", database])
    }
}
