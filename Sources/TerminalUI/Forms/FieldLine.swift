/// One line of a text that may be longer than its room: the part around the cursor.
struct FieldLine {
    let shown: SafeText
    /// Column of the cursor within the room.
    let cursorColumn: Int

    init(_ input: TextField, room: Int) {
        let text = input.safeText
        let cursor = input.cursorColumn
        guard cursor >= room, room > 0 else {
            shown = text
            cursorColumn = cursor
            return
        }
        // The cursor stays in the last column; wide characters that straddle the edge go.
        var left = cursor - room + 1
        let rest = text.characters.drop { character in
            guard left > 0 else { return false }
            left -= character.width
            return true
        }
        shown = SafeText(characters: Array(rest))
        cursorColumn = room - 1 + left
    }

    func draw(into frame: inout Frame, area: Rect, row: Int = 0, style: Style, showsCursor: Bool) {
        frame.write(shown.padded(to: area.columns), row: row, in: area, style: style)
        guard showsCursor, row < area.rows, area.columns > 0 else { return }
        frame.cursor = Point(column: area.column + min(cursorColumn, area.columns - 1), row: area.row + row)
    }
}
