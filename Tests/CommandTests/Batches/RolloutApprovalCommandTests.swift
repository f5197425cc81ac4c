import Foundation
import Testing

/// Drafts on the command line, by an operator and by another who became the same user.
@Suite struct RolloutApprovalCommandTests {
    @Test func `A draft is edited, submitted and approved by another operator`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 5)
            try await folder.prepare("organizations", "update", "acme", "--approval", "rollouts")
            let created = try await folder.slipway(
                "rollouts", "create", "--name", "spring", "--firmware", "2.0.0", "--organization", "acme", "--canary",
                "1", "--draft")
            #expect(created.status == .exited(0), "\(created.errors)")
            #expect(created.errors.contains("slipway rollouts submit 1 asks for it to begin"))

            let edited = try await folder.slipway(
                "rollouts", "edit", "1", "--waves", "2,100%", "--soak", "2h", "--max-in-flight", "7")
            #expect(edited.status == .exited(0), "\(edited.errors)")
            let submitted = try await folder.slipway("rollouts", "submit", "1")
            #expect(submitted.errors.contains("slipway rollouts approve 1"), "\(submitted.errors)")
            #expect(submitted.output.contains("to be approved"))

            let own = try await folder.slipway("rollouts", "approve", "1")
            #expect(own.status == .exited(2))
            #expect(own.errors.contains("this takes another person"), "\(own.errors)")
            let stale = try await folder.asAnother("rollouts", "approve", "1", "--revision", "1")
            #expect(stale.status == .exited(2) && stale.errors.contains("is revision 2 now"), "\(stale.errors)")
            let shown = try await folder.slipway("rollouts", "show", "1")
            #expect(shown.output.contains("revision: 2"))
            #expect(shown.output.contains(", 5 devices"))
            let approved = try await folder.asAnother("rollouts", "approve", "1", "--revision", "2")
            #expect(approved.status == .exited(0), "\(approved.errors)")
            #expect(approved.output.contains("scheduled"))
        }
    }

    @Test func `Creation submits by itself, and a draft is denied`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 5)
            try await folder.prepare("organizations", "update", "acme", "--approval", "rollouts")
            let created = try await folder.slipway(
                "rollouts", "create", "--name", "spring", "--firmware", "2.0.0", "--organization", "acme")
            #expect(created.errors.contains("begins once another person approves it"), "\(created.errors)")
            let status = try await folder.slipway("status")
            #expect(status.output.contains("waits for approval"), "\(status.output)")
            let denied = try await folder.slipway("rollouts", "deny", "1", "--reason", "too early")
            #expect(denied.status == .exited(0) && denied.output.contains("cancelled"), "\(denied.errors)")
        }
    }

    @Test func `A batch that is created alone waits for another operator where its organization says so`() async throws
    {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 5)
            try await folder.prepare("organizations", "update", "acme", "--approval", "batches")
            let created = try await folder.slipway(
                "batches", "create", "--name", "spring", "--firmware", "2.0.0", "--organization", "acme")
            #expect(created.status == .exited(0), "\(created.errors)")
            #expect(created.errors.contains("slipway rollouts approve 1"), "\(created.errors)")
            let own = try await folder.slipway("rollouts", "approve", "1")
            #expect(own.errors.contains("this takes another person"), "\(own.errors)")
            let watched = try await folder.slipway("status")
            #expect(watched.output.contains("waits for approval"), "\(watched.output)")
            let approved = try await folder.asAnother("rollouts", "approve", "1", "--revision", "1")
            #expect(approved.output.contains("scheduled"), "\(approved.errors)")
            let draft = try await folder.slipway(
                "batches", "create", "--name", "later", "--firmware", "2.0.0", "--organization", "acme", "--draft")
            #expect(draft.errors.contains("slipway rollouts submit 2 asks for it to begin"), "\(draft.errors)")
        }
    }

    @Test(arguments: [
        (["edit", "1"], "give what to change"),
        (["edit", "1", "--max-bad", "3"], "a gate takes --max-bad and --max-bad-share together"),
        (["edit", "1", "--filter", "hardware=a", "--organization", "acme"], "give one of --filter and --organization"),
        (["edit", "1", "--waves", "most"], "--waves takes canary, a number, or a share such as 20%; not most"),
        (["edit", "1", "--revision", "0", "--name", "x"], "--revision must be at least 1"),
        (["edit", "x", "--name", "y"], "rollout x not found"), (["submit", "9"], "rollout 9 not found"),
        (["approve", "9"], "rollout 9 not found"), (["deny", "9", "--reason", "x"], "rollout 9 not found"),
        (["deny", "9"], "--reason"),
    ])
    func `What cannot be is refused, and nothing is changed`(arguments: [String], text: String) async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 2)
            let refused = try await folder.run(["rollouts"] + arguments + ["--database", folder.database])
            #expect(refused.status == .exited(2))
            #expect(refused.errors.contains(text), "\(refused.errors)")
        }
    }

    @Test func `Production organizations have their rollouts approved unless it is said otherwise`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepare("organizations", "create", "--name", "a", "--environment", "production")
            try await folder.prepare(
                "organizations", "create", "--name", "b", "--environment", "production", "--approval", "off")
            try await folder.prepare("organizations", "create", "--name", "c")
            for (name, rule) in [("a", "rollouts"), ("b", "off"), ("c", "off")] {
                let shown = try await folder.slipway("organizations", "show", name, "--json")
                #expect(shown.output.replacing(" ", with: "").contains("\"approval\":\"\(rule)\""), "\(shown.output)")
            }
            let refused = try await folder.slipway("organizations", "update", "a", "--approval", "all")
            #expect(refused.status == .exited(2))
        }
    }
}

extension CommandFolder {
    /// As one who became this user.
    fileprivate func asAnother(_ arguments: String...) async throws -> ChildProcess.Outcome {
        try await ChildProcess.run(
            BuiltProgram.path, arguments + ["--database", database],
            environment: environment.merging(["SUDO_USER": "grace"]) { $1 }, timeout: Self.patience)
    }
}
