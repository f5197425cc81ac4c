import TerminalUI
import Testing

/// Filters that are wrong, each at another place, as they are typed.
struct FilterPromptTests {
    private static let fields =
        "fields are uid, serial, organization, firmware, hardware, active, updates, seen, status"

    @Test(arguments: [
        ("zone=a", "column 1: no field \"zone\"; \(fields)"),
        ("=a", "column 1: \"=\" needs a field before it: \(fields)"),
        ("and gw", "column 1: a term is missing before \"and\"; quote the word to search for it"),
        ("\"gw", "column 1: this quote is never closed"),
        ("gw dev", "column 4: an \"and\" is missing before \"dev\""),
        ("seen=3m", "column 5: seen takes < and > before an age such as 45s, 30m, 2h or 7d"),
        ("seen<3x", "column 6: \"3x\" is not a time"),
        ("gw and", "column 7: a term is missing after \"and\""),
        ("active=perhaps", "column 8: \"perhaps\" is neither yes nor no"),
        ("firmware<x", "column 10: \"x\" is not a version such as 1.4.0, v1.4, 1.4.0.2-rc.1 or 2026.11.23"),
        ("firmware=", "column 10: a value of firmware is missing"),
        ("gw and zone=a", "column 8: no field \"zone\"; \(fields)"),
        ("firmware in(a", "column 14: the list is never closed by \")\""),
        ("gw\u{202E}\u{1B}[2J dev", "column 4: the control character U+001B"),
    ])
    func `the column is named, Enter keeps the line, and Esc the list`(line: String, fault: String) async throws {
        try await ScreenWorld.with { world in
            try await world.fillUntouched()
            var robot = world.robot(columns: 240, glyphs: .unicode)
            await robot.start()
            await robot.open("devices")
            let before = robot.text()
            await robot.press("/")
            await robot.type(line)
            let shown = SafeText(line).plain()
            #expect(robot.frame().line(23).hasPrefix("/\(shown)   \(fault)"))
            await robot.press(.enter)
            #expect(robot.frame().line(23).hasPrefix("/\(shown)   \(fault)"))
            await robot.press(.escape)
            #expect(robot.text() == before)
        }
    }

    @Test func `a wrong filter after the name of a list opens nothing, and says where it is wrong`() async throws {
        try await ScreenWorld.with { world in
            try await world.fillUntouched()
            var robot = world.robot()
            await robot.start()
            await robot.open("devices active=perhaps")
            #expect(robot.frame().line(23) == " ! column 8: \"perhaps\" is neither yes nor no")
            #expect(robot.frame().line(3) == " ROLLOUTS (1)")
        }
    }
}
