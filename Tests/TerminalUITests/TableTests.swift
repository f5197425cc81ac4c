import Synchronization
import Testing

@testable import TerminalUI

struct TableTests {
    @Test func `a table that follows its top goes on with it, and keeps every other row where it is`() {
        var table = Table<String>(columns: [TableColumn("NAME", .flexible(minimum: 8))])
        table.followsTop = true
        let now = ClockReading(instant: ScreenInstant(milliseconds: 0), wall: WallTime(milliseconds: 0))
        func rows(_ ids: String...) -> [TableRow<String>] { ids.map { TableRow(id: $0, cells: []) } }
        table.show(rows("b", "a"), at: now)
        table.show(rows("c", "b", "a"), at: now)
        #expect(table.cursor == "c")
        table.move(.down, at: now)
        table.show(rows("d", "c", "b", "a"), at: now)
        #expect(table.rows.map(\.id) == ["c", "b", "a"])
        _ = table.tick(at: now.advanced(milliseconds: Table<String>.calm))
        #expect(table.rows.map(\.id) == ["d", "c", "b", "a"])
        #expect(table.cursor == "b")
        table.move(.first, at: now)
        #expect(table.cursor == "d")
    }

    private let start = ClockReading(instant: ScreenInstant(milliseconds: 0), wall: WallTime(milliseconds: 0))

    @Test func `a table shows its columns and the cursor`() {
        var table = Self.table(["eu": 43, "lab": 1], ["eu", "lab"], at: start)
        #expect(
            Self.text(&table, columns: 40, rows: 4) == """
                  NAME                    FIRMWARE   BAD
                > eu                      4.12.0      43
                  lab                     4.12.0       1

                """)
    }

    @Test func `the column that matters least goes first when it is narrow`() {
        var table = Self.table(["eu": 43], ["eu"], at: start)
        #expect(Self.text(&table, columns: 22, rows: 2) == "  NAME             BAD\n> eu                43")
        #expect(Self.text(&table, columns: 6, rows: 2) == "  NAME\n> eu")
    }

    @Test func `rows do not move under the cursor while keys are pressed`() {
        var table = Self.table(["a": 1, "b": 2, "c": 3], ["a", "b", "c"], at: start)
        table.move(.down, at: start)
        table.show(Self.rows(["c": 9, "b": 2, "d": 4], ["c", "b", "d"]), at: start.advanced(milliseconds: 1_000))
        #expect(table.rows.map(\.id) == ["a", "b", "c", "d"])
        #expect(table.title("ROLLOUTS").text.plain() == "ROLLOUTS (3)   order changed: r")
        #expect(
            Self.text(&table, columns: 40, rows: 5) == """
                  NAME                    FIRMWARE   BAD
                  a                       4.12.0       1
                > b                       4.12.0       2
                  c                       4.12.0       9
                  d                       4.12.0       4
                """)
        table.applyOrder()
        #expect(table.rows.map(\.id) == ["c", "b", "d"])
        #expect(table.cursor == "b")
        #expect(table.title("ROLLOUTS").text.plain() == "ROLLOUTS (3)")
    }

    @Test func `five calm seconds let the order in`() {
        var table = Self.table(["a": 1, "b": 2], ["a", "b"], at: start)
        table.noteKey(at: start)
        table.show(Self.rows(["a": 1, "b": 2], ["b", "a"]), at: start)
        #expect(table.tick(at: start.advanced(milliseconds: 4_999)) == false)
        #expect(table.rows.map(\.id) == ["a", "b"])
        #expect(table.tick(at: start.advanced(milliseconds: 5_000)) == true)
        #expect(table.rows.map(\.id) == ["b", "a"])
    }

    @Test func `marked rows hold the order however long it takes`() {
        var table = Self.table(["a": 1, "b": 2], ["a", "b"], at: start)
        table.toggleMark(at: start)
        table.show(Self.rows(["a": 1, "b": 2], ["b", "a"]), at: start.advanced(milliseconds: 60_000))
        #expect(table.rows.map(\.id) == ["a", "b"])
        #expect(table.title("X").text.plain() == "X (2)  1 marked   order changed: r")
    }

    @Test func `the place keeps the cursor when its row went`() {
        var table = Self.table(["a": 1, "b": 2, "c": 3], ["a", "b", "c"], at: start)
        table.select("b")
        table.show(Self.rows(["a": 1, "c": 3], ["a", "c"]), at: start)
        #expect(table.cursor == "c")
        table.show([], at: start)
        #expect(table.cursor == nil)
    }

    @Test func `a long list scrolls by the line`() {
        let ids = (1...30).map { "row \($0)" }
        var table = Self.table([:], ids, at: start)
        _ = Self.text(&table, columns: 40, rows: 6)
        for _ in 1...6 { table.move(.down, at: start) }
        #expect(Self.lines(&table).first == "  row 3                   4.12.0       0")
        table.move(.up, at: start)
        #expect(Self.lines(&table).first == "  row 3                   4.12.0       0")
        table.move(.last, at: start)
        #expect(Self.lines(&table).last == "> row 30                  4.12.0       0")
        table.move(.pageUp, at: start)
        #expect(table.cursor == "row 26")
    }

    @Test func `a table may be drawn anywhere`() {
        var table = Self.table(["日本語の名前です": 1], ["日本語の名前です"], at: start)
        for columns in 0...50 {
            for rows in 0...3 { _ = Self.text(&table, columns: columns, rows: rows) }
        }
        #expect(Self.text(&table, columns: 22, rows: 2, .unicode) == "  NAME             BAD\n› 日本語の名前で…    1")
    }

    @Test func `a row makes its cells when it is first drawn, and once`() {
        let made = MadeRows()
        var table = Table<Int>(columns: [TableColumn("NAME", .flexible(minimum: 12))])
        table.show(
            (1...200).map { number in
                TableRow(id: number) {
                    made.numbers.withLock { $0.append(number) }
                    return [StyledText(SafeText("row \(number)"))]
                }
            }, at: start)
        for _ in 1...2 {
            var frame = Frame(size: Size(columns: 20, rows: 4), glyphs: .ascii)
            table.draw(into: &frame, area: frame.area)
        }
        #expect(made.numbers.withLock { $0 } == [1, 2, 3])
        table.move(.down, at: start)
        table.move(.last, at: start)
        var frame = Frame(size: Size(columns: 20, rows: 4), glyphs: .ascii)
        table.draw(into: &frame, area: frame.area)
        #expect(made.numbers.withLock { $0 } == [1, 2, 3, 198, 199, 200])
    }

    private static func table(_ bad: [String: Int], _ order: [String], at now: ClockReading) -> Table<String> {
        var table = Table<String>(columns: [
            TableColumn("NAME", .flexible(minimum: 12)), TableColumn("FIRMWARE", .fixed(9), dropOrder: 1),
            TableColumn("BAD", .fixed(4), alignment: .trailing),
        ])
        table.show(rows(bad, order), at: now)
        return table
    }

    private static func rows(_ bad: [String: Int], _ order: [String]) -> [TableRow<String>] {
        order.map {
            TableRow(id: $0, cells: [StyledText(SafeText($0)), "4.12.0", StyledText(SafeText("\(bad[$0] ?? 0)"))])
        }
    }

    private static func lines(_ table: inout Table<String>) -> [String] {
        text(&table, columns: 40, rows: 6).split(separator: "\n").dropFirst().map(String.init)
    }

    private static func text(
        _ table: inout Table<String>, columns: Int, rows: Int, _ glyphs: GlyphSet = .ascii
    ) -> String {
        var frame = Frame(size: Size(columns: columns, rows: rows), glyphs: glyphs)
        table.draw(into: &frame, area: frame.area)
        return frame.text
    }
}

/// Which rows were made, in their order.
private final class MadeRows: Sendable {
    let numbers = Mutex<[Int]>([])
}
