extension RowsControl {
    package func draw(
        _ look: FieldLook, _ state: inout State, _ draft: Rows.Draft, into frame: inout Frame, area: Rect
    ) {
        clampCursor(&state, draft)
        let count = rows.count(draft)
        let layout = layout(area.columns - 2)
        let (heading, body) = area.splitTop(area.rows > 4 ? 1 : 0)
        drawTitles(into: &frame, heading, layout)
        guard count > 0 else {
            frame.write(rows.emptyAdvice, column: 2, in: body, style: look.isFocused ? .text : .dim)
            return
        }
        state.shownRows = max(1, body.rows)
        let block = look.isEdited ? openLines(state, draft, columns: body.columns) : noteLines(state, draft, look, body)
        var skipped = scroll(&state, draft, rows: body.rows, open: block.count, isEdited: look.isEdited)
        var line = 0
        for row in state.top..<count where line < body.rows {
            if let text = rows.heading(at: row, draft) {
                if skipped > 0 {
                    skipped -= 1
                } else {
                    frame.write(text, column: 1, row: line, in: body, style: .strong)
                    line += 1
                }
            }
            guard line < body.rows else { break }
            let isHere = row == state.cursor
            if isHere, skipped > 0 {
                skipped -= 1
            } else {
                draw(
                    row, draft, into: &frame, body.splitTop(line).rest.splitTop(1).top, layout, isHere && look.isFocused
                )
                line += 1
            }
            guard isHere else { continue }
            for (index, text) in block.enumerated() where line < body.rows {
                if skipped > 0 {
                    skipped -= 1
                    continue
                }
                let area = body.splitTop(line).rest.splitTop(1).top
                frame.write(text, in: area)
                if look.isEdited, index == state.column { drawInput(state, look, into: &frame, area) }
                line += 1
            }
        }
    }

    private typealias Layout = [(index: Int, width: Int)]

    /// The cells, then the note.
    private func layout(_ room: Int) -> Layout {
        let columns = rows.columns.map { TableColumn($0.title, $0.width, dropOrder: $0.dropOrder) }
        return TableColumn.layout(columns + [TableColumn("", .flexible(minimum: 12))], in: room)
    }

    private func drawTitles(into frame: inout Frame, _ area: Rect, _ layout: Layout) {
        var column = 2
        for (index, width) in layout where index < rows.columns.count {
            frame.write(
                rows.columns[index].title.padded(to: width), column: column, in: area, style: Style(.tableHeader))
            column += width + 1
        }
    }

    private func draw(
        _ row: Int, _ draft: Rows.Draft, into frame: inout Frame, _ area: Rect, _ layout: Layout, _ isHere: Bool
    ) {
        let cells = rows.cells(at: row, draft)
        var column = 2
        for (index, width) in layout {
            if index < cells.count {
                frame.write(SafeText(cells[index], limit: width + 1).truncated(to: width), column: column, in: area)
            } else if index == rows.columns.count, let note = rows.note(at: row, draft) {
                frame.write(note.look.label(note.text, frame.glyphs).truncated(to: width), column: column, in: area)
            }
            column += width + 1
        }
        guard isHere else { return }
        frame.write(.cursor, in: area, style: .strong)
        frame.restyle(area) { $0.surface = .tableCursor }
    }

    /// The cells of the open row below each other, then what is wrong.
    private func openLines(_ state: State, _ draft: Rows.Draft, columns: Int) -> [StyledText] {
        let cells = rows.cells(at: state.cursor, draft)
        let lines = rows.columns.enumerated().map { index, column in
            let text = cells.indices.contains(index) ? cells[index] : ""
            let value = StyledText(SafeText(text, limit: columns), Style(.field))
            return StyledText("  " + column.title.padded(to: labelColumns) + " ", .dim) + value
        }
        guard let note = rows.note(at: state.cursor, draft) else { return lines }
        let wrapped = note.text.wrapped(to: max(8, columns - 4))
        return lines + wrapped.map { StyledText("  " + $0, Style(note.look.role)) }
    }

    /// What has no room beside the cells of the row under the cursor.
    private func noteLines(_ state: State, _ draft: Rows.Draft, _ look: FieldLook, _ area: Rect) -> [StyledText] {
        let room = layout(area.columns - 2).first { $0.index == rows.columns.count }?.width ?? 0
        guard look.isFocused, area.rows > 2, let note = rows.note(at: state.cursor, draft), note.text.width + 2 > room
        else { return [] }
        return note.text.wrapped(to: max(8, area.columns - 6)).prefix(3).map {
            StyledText("    " + $0, Style(note.look.role))
        }
    }

    private var labelColumns: Int { min(14, rows.columns.map(\.title.width).max() ?? 0) }

    private func drawInput(_ state: State, _ look: FieldLook, into frame: inout Frame, _ area: Rect) {
        frame.write(.cursor, in: area, style: .strong)
        let room = area.splitLeading(3 + labelColumns).rest
        let line = FieldLine(state.input, room: room.columns)
        line.draw(into: &frame, area: room, style: Style(.fieldFocus, on: .fieldFocus), showsCursor: true)
    }

    /// Keeps the row under the cursor in sight.
    ///
    /// - Returns: lines that a row taller than the room loses above, so that the cell being edited is seen.
    private func scroll(_ state: inout State, _ draft: Rows.Draft, rows height: Int, open: Int, isEdited: Bool) -> Int {
        state.top = min(max(0, state.top), state.cursor)
        state.top = max(state.top, state.cursor - height + 1)
        func heightOf(_ row: Int) -> Int {
            1 + (rows.heading(at: row, draft) == nil ? 0 : 1) + (row == state.cursor ? open : 0)
        }
        var sum = (state.top...state.cursor).reduce(0) { $0 + heightOf($1) }
        while sum > height, state.top < state.cursor {
            sum -= heightOf(state.top)
            state.top += 1
        }
        // A list that became shorter, or a room that became higher, is filled again.
        let count = rows.count(draft)
        var last = state.cursor + 1
        var below = sum
        while last < count, below < height {
            below += heightOf(last)
            last += 1
        }
        while last == count, state.top > 0, below + heightOf(state.top - 1) <= height {
            state.top -= 1
            below += heightOf(state.top)
            sum += heightOf(state.top)
        }
        guard isEdited, sum > height else { return 0 }
        let above = heightOf(state.cursor) - open
        let needed = above + state.column + 1
        return max(0, needed - height)
    }
}
