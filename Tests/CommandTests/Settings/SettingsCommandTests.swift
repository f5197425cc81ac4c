import Foundation
import Testing

@Suite struct SettingsCommandTests {
    @Test func `A setting is listed, set, and listed again`() async throws {
        try await withCommandFolder { folder in
            let listed = try await folder.slipway("settings", "list")
            #expect(listed.status == .exited(0) && listed.errors == "")
            #expect(listed.output.contains(#/typed_count_from +100 +devices +100 +1 +1000000 +Starting or /#))
            let set = try JSONObject(
                try await folder.slipway("settings", "set", "typed_count_from", "500", "--json").output)
            #expect(set["value"] as? Int == 500 && set["default"] as? Int == 100)
            let document = try JSONObject(try await folder.slipway("settings", "list", "--json").output)
            let entry = (document["settings"] as? [[String: Any]])?.first {
                $0["name"] as? String == "typed_count_from"
            }
            #expect(entry?["value"] as? Int == 500 && entry?["unit"] as? String == "devices")
            #expect(entry?["minimum"] as? Int == 1 && entry?["maximum"] as? Int == 1_000_000)
            let events = try await folder.slipway("events", "list", "--filter", "kind=setting_changed")
            #expect(events.output.contains("typed_count_from from 100 to 500 devices"))
        }
    }

    @Test func `What is no setting, or no value of it, is refused by name`() async throws {
        try await withCommandFolder { folder in
            for (arguments, line) in [
                (["typed_count_from", "0"], "typed_count_from: must be from 1 to 1000000 devices"),
                (
                    ["typed_count_form", "x"],
                    "name: \"typed_count_form\" is not a setting; did you mean typed_count_from? "
                        + "settings are bare_signatures, event_retention, export_before_removal, rollout_retention, "
                        + "telemetry_retention, typed_count_from; value: is not a whole number"
                ),
            ] {
                let outcome = try await folder.run(
                    ["settings", "set"] + arguments + ["--database", folder.database])
                #expect(
                    outcome == .init(status: .exited(2), output: "", errors: "slipway: \(line) [REQUEST_001]\n"))
            }
        }
    }

    @Test func `A stored value that cannot be used is named, and the default counts`() async throws {
        try await withCommandFolder { folder in
            try await folder.execute(
                "INSERT INTO settings (key, value) VALUES ('setting:typed_count_from', 'many')", on: folder.database)
            let listed = try await folder.slipway("settings", "list")
            #expect(listed.status == .exited(0) && listed.output.contains(#/typed_count_from +100 /#))
            #expect(
                listed.errors
                    == "typed_count_from is not a whole number, and is stored as \"many\"; the default counts\n")
        }
    }
}
