import Testing

@testable import TerminalUI

struct SafeTextTests {
    @Test(arguments: [
        ("a\u{1B}[31mb", "a·[31mb"), ("a\r\nb\tc", "a··b·c"), ("\u{7F}\u{9B}31m\u{08}", "··31m·"), ("\0", "·"),
        ("abc\u{202E}txt.exe\u{2066}", "abc·txt.exe·"), ("a\u{200B}b\u{FEFF}c\u{2060}", "a·b·c·"),
        ("\u{E000}\u{F8FF}\u{10FFFD}", "···"), ("x\u{E0041}y", "x·y"), ("line\u{2028}\u{2029}", "line··"),
        ("\u{AD}", "·"), ("\u{378}", "·"), ("\u{FFFD}", "·"),
    ])
    func `what could steer a terminal becomes a visible dot`(source: String, shown: String) {
        #expect(SafeText(source).plain() == shown)
    }

    @Test(arguments: [
        ("👩‍👩‍👧", "👩·", 3), ("❤️", "❤·", 2), ("🇩🇪", "·", 1), ("👍🏽", "👍·", 3), ("1️⃣", "1·", 2),
        ("日本", "日本", 4), ("ｆ", "ｆ", 2), ("é", "é", 1), ("e\u{301}", "e\u{301}", 1), ("한", "한", 2),
        ("\u{1112}\u{1161}\u{11AB}", "\u{1112}\u{1161}\u{11AB}", 2), ("🚀", "🚀", 2), ("─█│", "─█│", 3),
    ])
    func `width comes from one table and joined emoji are their first scalar`(
        source: String, shown: String, width: Int
    ) {
        let text = SafeText(source)
        #expect(text.plain() == shown)
        #expect(text.width == width)
    }

    @Test func `a cell has at most four combining marks`() {
        let text = SafeText("a" + String(repeating: "\u{301}", count: 1_000) + "b")
        #expect(text.characters.first?.text.unicodeScalars.count == 5)
        #expect(SafeText("\u{301}x").plain() == "·x")
    }

    @Test func `a text is bounded however long its source is`() {
        #expect(SafeText(String(repeating: "x", count: 1_000_000)).width == SafeText.maximumLength)
        let marks = SafeText("a" + String(repeating: "\u{301}", count: 1_000_000))
        #expect(marks.plain().unicodeScalars.count < 10)
    }

    @Test func `faulty bytes are dots`() {
        #expect(SafeText(bytes: [0x61, 0xC3, 0x28, 0xFF]).plain() == "a·(·")
    }

    @Test func `sanitizing twice changes nothing`() {
        let hostile = "a\u{1B}]0;x\u{7}👩‍👩‍👧\u{202E}日e\u{301}\u{301}\u{301}\u{301}\u{301}"
        let once = SafeText(hostile)
        #expect(SafeText(once.plain()) == once)
    }

    @Test func `ascii keeps the columns`() {
        let text = SafeText("Köln · ß…日\u{1B}")
        #expect(text.plain(.ascii) == "Koln ? s.???")
        #expect(text.plain(.ascii).count == text.width)
    }

    @Test func `a wide character is never split by a cut`() {
        #expect(SafeText("日本語").truncated(to: 4).plain() == "日…")
        #expect(SafeText("日本語").padded(to: 4).plain() == "日… ")
        #expect(SafeText("ab").padded(to: 4, alignment: .trailing).plain() == "  ab")
        #expect(SafeText("abc").truncated(to: 0).plain() == "")
    }

    @Test func `words wrap and long ones break`() {
        let lines = SafeText("no space left on abcdefghijkl").wrapped(to: 8)
        #expect(lines.map { $0.plain() } == ["no space", "left on", "abcdefgh", "ijkl"])
    }
}
