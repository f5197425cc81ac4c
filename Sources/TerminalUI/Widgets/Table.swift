/// The one list of a screen. The cursor is by id, and rows do not move under it.
///
/// While a key was pressed in the last ``calm`` milliseconds, or rows are marked, new data changes what rows say but
/// not where they are: those that went stay, stale, and new ones join at the end, until the calm or ``applyOrder()``.
package struct Table<ID: Hashable & Sendable>: Sendable {
    package static var calm: Int64 { 5_000 }

    package let columns: [TableColumn]
    /// Whether news comes in at the top: a cursor on the first row goes to the new first one, any other row stays where
    /// it is.
    package var followsTop = false
    package private(set) var rows: [TableRow<ID>] = []
    package private(set) var cursor: ID?
    package private(set) var marks: Set<ID> = []
    /// True while the order shown is not that of the data: the title says `order changed: r`.
    package private(set) var isOrderChanged = false

    private var latest: [TableRow<ID>] = []
    private var gone: Set<ID> = []
    private var lastKey: ScreenInstant?
    private var top = 0
    private var visibleRows = 10
    /// Columns left out behind the first, which names the row and stays.
    private var skippedColumns = 0

    package init(columns: [TableColumn]) { self.columns = columns }

    /// New data in its own order.
    package mutating func show(_ rows: [TableRow<ID>], at now: ClockReading) {
        latest = rows
        if isHeld(at: now) { refreshInPlace() } else { applyOrder() }
    }

    /// Applies a changed order once no key has been pressed for a while.
    ///
    /// - Returns: whether that changed what is seen.
    package mutating func tick(at now: ClockReading) -> Bool {
        guard isOrderChanged, !isHeld(at: now) else { return false }
        applyOrder()
        return true
    }

    /// Shows the order of the data now.
    package mutating func applyOrder() {
        let index = cursorIndex
        rows = latest
        gone = []
        isOrderChanged = false
        if followsTop, index == 0 { return (cursor, top) = (rows.first?.id, 0) }
        if let now = cursorIndex {
            // The row under the cursor stays on its line of the screen.
            if let index { top = max(0, top + now - index) }
            return
        }
        // Where the row under the cursor went, its place keeps the cursor.
        cursor = rows.isEmpty ? nil : rows[min(index ?? 0, rows.count - 1)].id
    }

    /// Any key pressed on the screen holds the order.
    package mutating func noteKey(at now: ClockReading) { lastKey = now.instant }

    package mutating func move(_ motion: TableMotion, at now: ClockReading) {
        noteKey(at: now)
        guard !rows.isEmpty else { return }
        if followsTop, motion == .first { applyOrder() }
        let index = cursorIndex ?? 0
        let target: Int =
            switch motion {
            case .up: index - 1
            case .down: index + 1
            case .halfPageUp: index - max(1, visibleRows / 2)
            case .halfPageDown: index + max(1, visibleRows / 2)
            case .pageUp: index - max(1, visibleRows - 1)
            case .pageDown: index + max(1, visibleRows - 1)
            case .first: 0
            case .last: rows.count - 1
            }
        cursor = rows[min(max(0, target), rows.count - 1)].id
    }

    package mutating func select(_ id: ID) {
        if rows.contains(where: { $0.id == id }) { cursor = id }
    }

    package mutating func toggleMark(at now: ClockReading) {
        noteKey(at: now)
        guard let cursor, !gone.contains(cursor) else { return }
        if marks.remove(cursor) == nil { marks.insert(cursor) }
    }

    /// Marks every row between the cursor and the nearest mark above it, or below it where there is none above.
    package mutating func markRange(at now: ClockReading) {
        noteKey(at: now)
        guard let index = cursorIndex else { return }
        let marked = rows.indices.filter { marks.contains(rows[$0].id) }
        let end = marked.last { $0 <= index } ?? marked.first { $0 > index } ?? index
        marks.formUnion(rows[min(index, end)...max(index, end)].map(\.id).filter { !gone.contains($0) })
    }

    package mutating func scrollColumns(by step: Int) {
        skippedColumns = min(max(0, skippedColumns + step), max(0, columns.count - 2))
    }

    package mutating func unmarkAll() { marks = [] }

    /// Marked, but not among the rows that are loaded.
    package var hiddenMarks: Set<ID> { marks.subtracting(rows.map(\.id)) }

    package var cursorIndex: Int? { cursor.flatMap { id in rows.firstIndex { $0.id == id } } }

    /// The places of the rows that the last drawing showed.
    package var shownRows: Range<Int> { min(top, rows.count)..<min(rows.count, top + visibleRows) }

    /// `NAMES (6)` and, while the order is held, `order changed: r`.
    package func title(_ name: SafeText, count: SafeText? = nil) -> StyledText {
        var title = StyledText(name + " (" + (count ?? SafeText("\(latest.count)")) + ")", .title)
        if !marks.isEmpty {
            let hidden = hiddenMarks.count
            let text: SafeText = hidden > 0 ? " (\(hidden) hidden)" : ""
            title += StyledText("  \(marks.count) marked" + text, hidden > 0 ? .warning : Style(.tableMark))
        }
        if isOrderChanged, !followsTop { title += StyledText("   order changed: r", .warning) }
        return title
    }

    /// Column titles in the first row, rows below.
    package mutating func draw(into frame: inout Frame, area: Rect, isStale: Bool = false) {
        let (heading, body) = area.splitTop(1)
        let layout = layout(in: area.columns - 2)
        scroll(to: body.rows)
        drawHeading(into: &frame, heading, layout)
        for line in 0..<min(body.rows, rows.count - top) {
            let cells = rows[top + line].cells()
            let area = body.splitTop(line).rest.splitTop(1).top
            draw(cells, of: rows[top + line].id, into: &frame, area, layout, isStale: isStale)
        }
    }

    private func layout(in room: Int) -> [(index: Int, width: Int)] {
        let kept = columns.indices.filter { $0 == 0 || $0 > skippedColumns }
        return TableColumn.layout(kept.map { columns[$0] }, in: room).map { (kept[$0.index], $0.width) }
    }

    private func isHeld(at now: ClockReading) -> Bool {
        guard !rows.isEmpty else { return false }
        return !marks.isEmpty || lastKey.map { now.instant - $0 < Self.calm } ?? false
    }

    private mutating func refreshInPlace() {
        let fresh = Dictionary(latest.map { ($0.id, $0) }) { first, _ in first }
        let known = Set(rows.map(\.id))
        gone = known.subtracting(fresh.keys)
        let joining = followsTop ? [] : latest.filter { !known.contains($0.id) }
        rows = rows.map { fresh[$0.id] ?? $0 } + joining
        isOrderChanged = rows.map(\.id) != latest.map(\.id)
    }

    private mutating func scroll(to height: Int) {
        visibleRows = max(1, height)
        let index = cursorIndex ?? 0
        if index < top { top = index }
        if index >= top + visibleRows { top = index - visibleRows + 1 }
        top = min(top, max(0, rows.count - visibleRows))
    }

    private func drawHeading(into frame: inout Frame, _ area: Rect, _ layout: [(index: Int, width: Int)]) {
        var column = 2
        for (index, width) in layout {
            let title = columns[index].title.padded(to: width, alignment: columns[index].alignment)
            frame.write(title, column: column, in: area, style: Style(.tableHeader))
            column += width + 1
        }
    }

    private func draw(
        _ cells: [StyledText], of id: ID, into frame: inout Frame, _ area: Rect,
        _ layout: [(index: Int, width: Int)], isStale: Bool
    ) {
        var column = 2
        for (index, width) in layout where index < cells.count {
            let cell = cells[index].truncated(to: width)
            let indent = columns[index].alignment == .trailing ? width - cell.width : 0
            frame.write(cell, column: column + indent, in: area)
            column += width + 1
        }
        if marks.contains(id) { frame.write(.mark, column: 1, in: area, style: Style(.tableMark)) }
        if isStale || gone.contains(id) { frame.restyle(area) { $0 = Style(.stale) } }
        if id == cursor {
            frame.write(.cursor, in: area, style: Style(.textStrong))
            frame.restyle(area) { $0.surface = .tableCursor }
        }
    }
}
