import TestSupport
import Testing

@Suite struct AuditCommandTests {
    @Test func `What differs is listed and ends with 1, a repair ends with 0`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 2)
            let clean = try await folder.slipway("audit")
            #expect(clean == .init(status: .exited(0), output: "all figures agree\n", errors: ""))
            try await folder.execute("UPDATE organizations SET device_count = 7", on: folder.database)
            let listed = try await folder.slipway("audit")
            #expect(listed.status == .exited(1))
            #expect(listed.output.contains("organization 1  device_count       7     2        no"))
            #expect(listed.errors.contains("slipway audit --repair"))
            let document = try JSONObject(try await folder.slipway("audit", "--json").output)
            let difference = (document["differences"] as? [[String: Any]])?.first
            #expect(difference?["kept"] as? Int == 7 && difference?["counted"] as? Int == 2)
            #expect(difference?["repaired"] as? Bool == false)
            let repaired = try await folder.slipway("audit", "--repair")
            #expect(repaired.status == .exited(0) && repaired.output.contains("yes") && repaired.errors == "")
            #expect(try await folder.slipway("audit").status == .exited(0))
            let events = try await folder.slipway("events", "list", "--filter", "kind=counters_agreed")
            #expect(events.output.contains("repaired organization 1: device_count is 7, counted 2"))
        }
    }
}
