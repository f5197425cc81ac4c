/// A screen's worth of cells: what a painter shows and what a test compares.
///
/// Writing takes only safe text, is clipped to the area given, and never splits a wide character.
package struct Frame: Hashable, Sendable {
    package let size: Size
    package let glyphs: GlyphSet
    package private(set) var cells: [Cell]
    /// Where the terminal's cursor shows; nil hides it.
    package var cursor: Point?

    package init(size: Size, glyphs: GlyphSet = .unicode) {
        self.size = size
        self.glyphs = glyphs
        cells = [Cell](repeating: .blank, count: size.columns * size.rows)
    }

    package var area: Rect { Rect(columns: size.columns, rows: size.rows) }

    package subscript(column: Int, row: Int) -> Cell? {
        index(column, row).map { cells[$0] }
    }

    /// Writes at a place counted from the area's top left, cut with `…` at its edge; returns the columns used.
    @discardableResult
    package mutating func write(
        _ text: SafeText, column: Int = 0, row: Int = 0, in area: Rect, style: Style = .text
    ) -> Int {
        guard (0..<area.rows).contains(row), (0..<area.columns).contains(column) else { return 0 }
        let cut = text.truncated(to: area.columns - column)
        draw { $0.put(cut.characters, column: area.column + column, row: area.row + row, style: style) }
        return cut.width
    }

    /// Cut with `…` at the area's edge; returns the columns used.
    @discardableResult
    package mutating func write(_ line: StyledText, column: Int = 0, row: Int = 0, in area: Rect) -> Int {
        var used = column
        for run in line.truncated(to: area.columns - column).runs {
            used += write(run.text, column: used, row: row, in: area, style: run.style)
        }
        return used - column
    }

    /// Ends `inset` columns before the area's right edge.
    package mutating func writeTrailing(_ line: StyledText, row: Int = 0, inset: Int = 0, in area: Rect) {
        let cut = line.truncated(to: area.columns - inset)
        write(cut, column: max(0, area.columns - inset - cut.width), row: row, in: area)
    }

    package mutating func write(_ glyph: Glyph, column: Int = 0, row: Int = 0, in area: Rect, style: Style = .text) {
        write(SafeText(characters: [glyph.character(glyphs)]), column: column, row: row, in: area, style: style)
    }

    package mutating func fill(_ area: Rect, with glyph: Glyph = .blank, style: Style = .text) {
        let line = [SafeCharacter](repeating: glyph.character(glyphs), count: area.columns)
        draw { canvas in
            for row in 0..<area.rows { canvas.put(line, column: area.column, row: area.row + row, style: style) }
        }
    }

    package mutating func rule(row: Int, in area: Rect, style: Style = .border) {
        fill(area.splitTop(row).rest.splitTop(1).top, with: .horizontal, style: style)
    }

    /// Changes the look of what is drawn: `stale` data, the row under the cursor.
    package mutating func restyle(_ area: Rect, _ change: (inout Style) -> Void) {
        for row in max(0, area.row)..<max(0, min(area.row + area.rows, size.rows)) {
            for column in max(0, area.column)..<max(0, min(area.column + area.columns, size.columns)) {
                change(&cells[row * size.columns + column].style)
            }
        }
    }

    private func index(_ column: Int, _ row: Int) -> Int? {
        guard (0..<size.columns).contains(column), (0..<size.rows).contains(row) else { return nil }
        return row * size.columns + column
    }

    private mutating func draw(_ body: (Canvas) -> Void) {
        let (size, glyphs) = (size, glyphs)
        cells.withUnsafeMutableBufferPointer { body(Canvas(cells: $0, size: size, glyphs: glyphs)) }
    }
}

/// The cells of a frame while they are written: through a pointer, since every key writes thousands of them.
private struct Canvas {
    let cells: UnsafeMutableBufferPointer<Cell>
    let size: Size
    let glyphs: GlyphSet

    /// Those outside of the frame are left out.
    func put(_ characters: [SafeCharacter], column: Int, row: Int, style: Style) {
        guard row >= 0, row < size.rows else { return }
        let start = row * size.columns
        var column = column
        for character in characters {
            if column >= 0, column < size.columns {
                // Nearly all are of one column, over one of one column.
                if character.width == 1, cells[start + column].character.width == 1 {
                    cells[start + column] = Cell(character: drawn(character), style: style)
                } else {
                    putWide(character, column: column, start: start, style: style)
                }
            }
            column += character.width
        }
    }

    private func drawn(_ character: SafeCharacter) -> SafeCharacter {
        glyphs == .ascii ? character.ascii : character
    }

    /// - Parameter start: of the row.
    private func putWide(_ character: SafeCharacter, column: Int, start: Int, style: Style) {
        if character.width == 2, column + 1 == size.columns { return }
        let drawn = drawn(character)
        mend(column, start)
        cells[start + column] = Cell(character: drawn, style: style)
        guard character.width == 2 else { return }
        mend(column + 1, start)
        let second: SafeCharacter = drawn.width == 2 ? .continuation : drawn
        cells[start + column + 1] = Cell(character: second, style: style)
    }

    /// Blanks the other half of a wide character that is about to lose one.
    private func mend(_ column: Int, _ start: Int) {
        switch cells[start + column].character.width {
        case 0 where column > 0: blank(start + column - 1)
        case 2 where column + 1 < size.columns: blank(start + column + 1)
        default: break
        }
    }

    private func blank(_ index: Int) { cells[index] = Cell(character: .space, style: cells[index].style) }
}

package struct Cell: Hashable, Sendable {
    package let character: SafeCharacter
    package var style: Style

    package init(character: SafeCharacter, style: Style) {
        self.character = character
        self.style = style
    }

    package static let blank = Cell(character: .space, style: .text)
}
