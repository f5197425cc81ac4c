import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// The page about the dashboard names the keys that the key tables bind.
struct DashboardPageTests {
    @Test(arguments: ["screens", "keys"])
    func `the page shows screens and keys as they are`(name: String) async throws {
        let page = PageText(page: "SlipwayDashboard/SlipwayDashboard.docc/Dashboard.md", name: name)
        let part = name == "screens" ? Self.screens : try await Self.keys()
        if PageText.isRecording {
            try page.write(part)
            Issue.record("recorded the \(name), compared nothing")
            return
        }
        #expect(try page.read() == part)
    }

    private static var screens: String {
        table(
            ("command", "what opens"), ScreenRegistry.entries.map { (":" + $0.name, $0.help.plain()) })
    }

    private static func keys() async throws -> String {
        let common = [
            section("On every screen", GlobalCommand.keys.guide),
            section("In a list, a table or a text", TableMotion.keys.guide),
            section("In every list", ListCommand.bindings.guide),
        ]
        return try await (common + ownKeys()).joined(separator: "\n")
    }

    /// What each screen has beside the common keys.
    private static func ownKeys() async throws -> [String] {
        var sections: [String] = []
        try await ScreenWorld.with { world in
            try await world.fillBusy()
            func own(_ title: String, _ open: (inout Robot) async -> Void) async {
                var robot = world.robot()
                await robot.start()
                await open(&robot)
                _ = robot.frame()
                let guide = robot.application.keyGuide
                await robot.press("y")
                let row = robot.copied.last?.plain()
                let common = GlobalCommand.keys.guide + TableMotion.keys.guide + ListCommand.bindings.guide
                let entries = guide.entries.filter { entry in
                    !common.entries.contains { $0.keys == entry.keys && $0.help == entry.help }
                }
                if !entries.isEmpty { sections.append(section(title, KeyGuide(entries), row: row)) }
            }
            await own("At home") { _ in }
            await own("In a rollout") { await $0.open("rollout 3") }
            await own("In a batch") { await $0.open("batch 3") }
            await own("In the history of a device") { await $0.open("history gw-001") }
            for name in ["devices", "organizations", "firmware", "sessions", "events", "batches", "tokens", "log"] {
                await own("In `:\(name)`") { await $0.open(name) }
            }
            await own("In a form") { await $0.open("start") }
        }
        return sections
    }

    /// - Parameter row: the name of the row under the cursor, which the page does not know.
    private static func section(_ title: String, _ guide: KeyGuide, row: String? = nil) -> String {
        let rows = guide.entries.map { entry in
            let keys = entry.keys.map { "`\($0.label.plain())`" }.joined(separator: " ")
            return (keys, row.map { entry.help.plain().replacing($0, with: "it") } ?? entry.help.plain())
        }
        return "### \(title)\n\n" + table(("key", "what it does"), rows, isCode: false)
    }

    private static func table(
        _ heads: (String, String), _ rows: [(String, String)], isCode: Bool = true
    ) -> String {
        let lines = rows.map { "| \(isCode ? "`\($0.0)`" : $0.0) | \($0.1) |" }
        return (["| \(heads.0) | \(heads.1) |", "| --- | --- |"] + lines).joined(separator: "\n") + "\n"
    }
}
