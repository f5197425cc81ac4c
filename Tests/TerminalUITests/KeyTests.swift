import Testing

@testable import TerminalUI

struct KeyTests {
    private let keys: KeyTable<String> = [
        KeyBinding("open", .enter, help: "open the rollout", hint: "open"),
        KeyBinding("pause", "P", help: "pause or resume", hint: "pause", disabledReason: "it has ended"),
        KeyBinding("mark", " ", help: "mark the row"),
    ]

    @Test func `the global keys and those of lists do not collide`() {
        #expect((GlobalCommand.keys.guide + TableMotion.keys.guide).duplicates == [])
    }

    @Test func `a key bound twice in one context is found`() {
        let more: KeyTable<String> = [KeyBinding("other", "P", "x", help: "")]
        #expect((keys + more).guide.duplicates == ["P"])
    }

    @Test func `hints leave room for the lasting ones`() {
        let last = KeyGuide(GlobalCommand.keys.guide.entries.filter { $0.keys.contains("?") })
        #expect(keys.guide.hintLine(columns: 40, last: last).text.plain() == " enter open  P pause  ? help")
        #expect(keys.guide.hintLine(columns: 24, last: last).text.plain() == " enter open  ? help")
        #expect(keys.guide.hintLine(columns: 9, last: last).text.plain() == " ? help")
    }

    @Test func `help says why a command is not possible now`() {
        let lines = keys.guide.helpLines(columns: 60).map { $0.text.plain() }
        #expect(
            lines == [
                "enter  open the rollout", "P      pause or resume (not now: it has ended)", "space  mark the row",
            ])
    }
}
