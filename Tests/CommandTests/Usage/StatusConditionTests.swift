import Foundation
import TestSupport
import Testing

/// What a script asks of a fleet.
@Suite(.timeLimit(.minutes(5))) struct StatusConditionTests {
    @Test func `status tells programs what is wrong, and what was looked at`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 2)
            try await folder.prepare("updates", "halt", "--organization", "acme", "--reason", "smoke")
            let outcome = try await folder.slipway("status", "--json")
            let status = try JSONObject(outcome.output)
            let conditions = try #require(status["conditions"] as? [[String: Any]])
            #expect(conditions.map { $0["kind"] as? String } == ["halted"])
            #expect(conditions.first?["subject"] as? String == "acme")
            #expect((conditions.first?["text"] as? String)?.contains("smoke") == true)
            #expect((status["looked_at"] as? [String])?.contains("no_server") == true)
            #expect(outcome.status == .exited(0))
        }
    }

    @Test(arguments: [("any", 1), ("silent,halted", 1), ("silent", 0)])
    func `status ends with 1 where one of the named conditions holds`(choice: String, status: Int) async throws {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 2)
            try await folder.prepare("updates", "halt", "--reason", "smoke")
            let outcome = try await folder.slipway("status", "--fail-on", choice)
            #expect(outcome.status == .exited(status) && outcome.output.contains("every update is halted"))
        }
    }

    @Test(arguments: ["nonsense", "halted,", "any,halted", ""])
    func `a condition that is none is refused`(choice: String) async throws {
        try await withCommandFolder { folder in
            let outcome = try await folder.slipway("status", "--fail-on", choice)
            #expect(outcome.status == .exited(2) && outcome.errors.contains("no_server"), "\(outcome.errors)")
        }
    }
}
