import Testing

@testable import TerminalUI

struct FrameTests {
    @Test func `writing is clipped to its area`() {
        var frame = Frame(size: Size(columns: 8, rows: 2))
        frame.write("abcdefghij", column: 1, in: Rect(column: 2, columns: 4, rows: 1))
        frame.write("below", row: 1, in: Rect(columns: 8, rows: 1))
        #expect(frame.text == "   ab…\n")
    }

    @Test func `a wide character that does not fit is left out`() {
        var frame = Frame(size: Size(columns: 4, rows: 1))
        frame.write("日本語", column: 1, in: frame.area)
        #expect(frame.text == " 日…")
        #expect(frame[2, 0]?.character == .continuation)
    }

    @Test func `overwriting half of a wide character blanks the other half`() {
        var frame = Frame(size: Size(columns: 4, rows: 1))
        frame.write("日本", in: frame.area)
        frame.write("x", column: 1, in: frame.area)
        #expect(frame.text == " x本")
        frame.write("y", column: 2, in: frame.area)
        #expect(frame.text == " xy")
        frame.write("語", column: 1, in: frame.area)
        #expect(frame.text == " 語")
    }

    @Test func `a locale without UTF-8 gets ascii in every cell`() {
        var frame = Frame(size: Size(columns: 10, rows: 1), glyphs: .ascii)
        frame.write("Köln 日·", in: frame.area)
        #expect(frame.text == "Koln ???")
        #expect(frame.cells.allSatisfy { $0.character.text.utf8.count == 1 })
    }

    @Test func `a cut shows where it was made`() {
        var frame = Frame(size: Size(columns: 6, rows: 2))
        frame.write(StyledText("abc") + StyledText("defgh", .strong), in: frame.area)
        frame.writeTrailing(StyledText("xy"), row: 1, inset: 1, in: frame.area)
        #expect(frame.text == "abcde…\n   xy")
    }

    @Test func `nothing crashes without room`() {
        var frame = Frame(size: Size(columns: 0, rows: 0))
        frame.write("x", in: Rect(columns: 5, rows: 5))
        frame.rule(row: 3, in: frame.area)
        frame.restyle(Rect(column: -3, row: -2, columns: 9, rows: 9)) { $0 = .dim }
        #expect(frame.text == "")
    }

    @Test func `changes name the cells that differ`() {
        let before = Frame(size: Size(columns: 4, rows: 1))
        var after = before
        #expect(after.changes(from: before) == [])
        after.write("b", column: 2, in: after.area)
        #expect(after.changes(from: before) == [2])
    }

    @Test func `splitting never goes below nothing`() {
        let (top, rest) = Rect(columns: 5, rows: 2).splitTop(9)
        #expect(top.rows == 2)
        #expect(rest.rows == 0)
        #expect(Rect(columns: 3, rows: 3).inset(columns: 2, rows: 2).isEmpty)
    }
}
