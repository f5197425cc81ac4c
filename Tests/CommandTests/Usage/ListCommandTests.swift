import Foundation
import Testing

@Suite struct ListCommandTests {
    @Test func `a filter, an order and shorthands narrow and sort a list`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 4)
            try await folder.prepare("organizations", "create", "--name", "other")
            try await folder.prepare("devices", "register", "--uid", "pump", "--organization", "other", "--no-tokens")
            #expect(try await Self.uids(folder) == ["gw-001", "gw-002", "gw-003", "gw-004", "pump"])
            #expect(
                try await Self.uids(folder, "--filter", "uid!=in(gw-002,gw-003) and organization=acme", "--reverse")
                    == ["gw-004", "gw-001"])
            #expect(try await Self.uids(folder, "--prefix", "gw-00", "--filter", "uid=gw-003") == ["gw-003"])
            #expect(try await Self.uids(folder, "--organization", "other", "--order", "seen") == ["pump"])
            #expect(
                try await Self.uids(folder, "--order", "organization", "--reverse", "--limit", "2", "--all")
                    == ["pump", "gw-004", "gw-003", "gw-002", "gw-001"])
            try await folder.prepare(
                "batches", "create", "--name", "b", "--firmware", "2.0.0", "--organization", "acme")
            let sessions = try await folder.run([
                "sessions", "list", "--filter", "status=failed", "--json", "--database", folder.database,
            ])
            #expect(try JSONObject(sessions.output)["count"] as? Int == 0)
            let events = try await folder.run([
                "events", "list", "--filter", "kind=batch_created", "--json", "--database", folder.database,
            ])
            let listed = try JSONObject(events.output)["events"] as? [[String: Any]] ?? []
            #expect(listed.map { $0["update_batch_id"] as? Int } == [1])
            #expect(listed.compactMap { $0["actor_name"] as? String }.count == 1)
        }
    }

    @Test func `every fault of a filter is named with its column`() async throws {
        try await withCommandFolder { folder in
            let outcome = try await folder.slipway("organizations", "list", "--filter", "nmae=a and halted=x")
            #expect(outcome.status == .exited(2))
            #expect(outcome.output == "")
            #expect(
                outcome.errors == """
                    slipway: filter: column 1: no field "nmae"; did you mean name? fields are name, environment, \
                    active, halted; filter: column 19: "x" is neither yes nor no [REQUEST_001]

                    """)
        }
    }

    @Test func `a cursor of another filter, and what is no cursor, are refused`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 3)
            let page = try await folder.run([
                "devices", "list", "--limit", "1", "--filter", "gw", "--json", "--database", folder.database,
            ])
            let cursor = try #require(try JSONObject(page.output)["next_cursor"] as? String)
            #expect(try await Self.uids(folder, "--filter", "gw", "--cursor", cursor) == ["gw-002", "gw-003"])
            for (cursor, fault) in [
                (cursor, "belongs to another list, filter or order; start without one"),
                ("gw-001", "is not a cursor of a list"),
            ] {
                let outcome = try await folder.slipway("devices", "list", "--cursor", cursor)
                #expect(
                    outcome
                        == .init(status: .exited(2), output: "", errors: "slipway: cursor: \(fault) [REQUEST_001]\n"))
            }
        }
    }

    private static func uids(_ folder: CommandFolder, _ arguments: String...) async throws -> [String] {
        let outcome = try await folder.run(
            ["devices", "list"] + arguments + ["--json", "--database", folder.database])
        try #require(outcome.status == .exited(0), "\(arguments): \(outcome.errors)")
        let devices = try JSONObject(outcome.output)["devices"] as? [[String: Any]] ?? []
        return devices.compactMap { $0["device_uid"] as? String }
    }
}
