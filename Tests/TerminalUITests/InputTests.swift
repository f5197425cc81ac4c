import Testing

@testable import TerminalUI

struct InputTests {
    @Test func `a bracketed paste is one event across reads`() {
        var input = InputAssembler()
        #expect(input.events(for: [.key("j"), .pasteBegan, .key("a")]) == [.key("j")])
        #expect(input.events(for: [.key(.enter), .key(.escape), .key("q")]) == [])
        #expect(input.events(for: [.pasteEnded, .key("k")]) == [.paste("a\n\u{1B}q"), .key("k")])
    }

    @Test func `many different characters at once are a paste outside a field`() {
        var input = InputAssembler()
        #expect(input.events(for: Self.keys("qPyn") + [.key(.enter)]) == [.paste("qPyn\n")])
        input.acceptsText = true
        #expect(input.events(for: Self.keys("qPyn")).count == 4)
    }

    @Test func `where pastes are bracketed, what comes without brackets was typed`() {
        var input = InputAssembler(bracketsPastes: true)
        #expect(input.events(for: Self.keys("qPyn") + [.key(.enter)]).count == 5)
        #expect(input.events(for: [.pasteBegan] + Self.keys("qPyn") + [.pasteEnded]) == [.paste("qPyn")])
    }

    @Test func `a terminal that has bracketed one paste brackets all`() {
        var input = InputAssembler()
        #expect(input.events(for: [.pasteBegan, .key("a"), .pasteEnded]) == [.paste("a")])
        #expect(input.events(for: Self.keys("qPyn")).count == 4)
    }

    @Test(arguments: ["q", "P", "]", ":"])
    func `Esc and a key in one read are both pressed`(key: Character) {
        var input = InputAssembler()
        #expect(
            input.events(for: [.key(.escape), .key(.character(key))]) == [.key(.escape), .key(.character(key))])
    }

    @Test(arguments: ["jjjjjjjj", "jkl", ":devices", "/status=failed"])
    func `repeats, few keys and what follows a prompt are keys`(typed: String) {
        var input = InputAssembler()
        #expect(input.events(for: Self.keys(typed)).count == typed.count)
    }

    @Test func `what follows the line of a prompt is judged anew`() {
        var input = InputAssembler()
        let read = Self.keys(":q") + [.key(.enter)] + Self.keys("rm -rf")
        #expect(input.events(for: read) == [.key(":"), .key("q"), .key(.enter), .paste("rm -rf")])
        #expect(input.events(for: Self.keys("qq:q")) == [.paste("qq:q")])
    }

    @Test func `a sequence that nobody knows is dropped whole`() {
        var input = InputAssembler()
        let arrow = [RawInput.key(.escape)] + Self.keys("[1;5A")
        #expect(input.events(for: arrow + [.key("j")]) == [.key("j")])
        #expect(input.events(for: [.key(.escape), .key("O"), .key("j")]) == [])
        #expect(input.events(for: [.key(.escape)]) == [.key(.escape)])
        #expect(input.events(for: [.key(.escape), .key(.escape)]) == [.key(.escape), .key(.escape)])
    }

    @Test func `a paste without an end gives the keyboard back`() {
        var input = InputAssembler()
        #expect(input.events(for: [.pasteBegan, .key("a")]) == [])
        #expect(input.events(for: [.key(.control("c"))]) == [.paste("a")])
        #expect(input.events(for: [.key("j")]) == [.key("j")])
    }

    @Test func `control characters of a paste stay in it, and are no keys`() {
        var input = InputAssembler()
        let read = [RawInput.pasteBegan, .key("C"), .key(.control("g")), .key(.control("c")), .key("P"), .key("y")]
        #expect(input.events(for: read + [.pasteEnded]) == [.paste("C\u{7}\u{3}Py")])
    }

    private static func keys(_ text: String) -> [RawInput] { text.map { .key(.character($0)) } }
}
