import SlipwayCore
import TerminalUI

/// The loaded rows of a list, around the cursor: never more than one page, however long the list.
struct ListPager<Source: ListSource>: Sendable {
    /// So near to the end of a page the next one is read; more than any terminal shows at once.
    static var margin: Int { DashboardReads.pageLimit / 4 }

    private let source: Source
    private(set) var table: Table<Source.ID>
    private(set) var request = ListRequest.first
    private(set) var count: ListCount?
    /// How many rows there were when the place of the page was known.
    private var placedAmong: ListCount?
    private var window: ListWindow<Source.Row>?
    private var shown: ListRequest?
    private var marks: [Source.ID: Source.Row] = [:]
    /// The rows in the table, those too that the held order keeps although the page has lost them.
    private var known: [Source.ID: Source.Row] = [:]
    private var drawn: Drawn?
    /// The first row of the list when the cursor was on it last.
    private var topRow: Source.ID?
    /// What came in above that row since, of one page at most; none where the list does not follow its top.
    private var arrived: News?

    /// What came in and is not among the rows that the last drawing showed.
    var news: News? { table.shownRows.lowerBound > 0 || table.isOrderChanged ? arrived : nil }

    struct News: Hashable, Sendable {
        let count: Int
        /// Whether there may be more.
        let isLeast: Bool
    }

    private struct Drawn: Hashable {
        let glyphs: GlyphSet
        let style: TimeStyle
        let minute: Int64
    }

    init(_ source: Source) {
        self.source = source
        table = Table(columns: source.columns)
        table.followsTop = source.followsTop
    }

    var isLoaded: Bool { shown != nil }
    var isEmpty: Bool { window?.entries.isEmpty ?? true }

    var selected: Source.Row? { table.cursor.flatMap { known[$0] } }

    /// Every marked row, those that are not loaded now too, in the order of their names.
    var marked: [Source.Row] { marks.values.sorted { source.copied($0) < source.copied($1) } }
    var markedAndShown: [Source.Row] {
        let hidden = table.hiddenMarks
        return marked.filter { !hidden.contains(source.id(of: $0)) }
    }

    /// `row 1-13 of 260`, with `~` where rows came or went since; where the place is not known, only of how many.
    var position: SafeText {
        guard let window, let count else { return "" }
        if window.entries.isEmpty {
            return window.wasCut ? "none in " + CountText.exact(window.scanned) + " rows looked at" : ""
        }
        let seen = table.shownRows
        let known = shown.flatMap { $0.offset(rows: window.entries.count, count: count) }
        let more: SafeText = window.wasCut ? ", " + CountText.exact(window.scanned) + " looked at" : ""
        guard let offset = known, !seen.isEmpty else { return "of " + count.text + more }
        let index = CountText.exact(offset + seen.lowerBound + 1) + "-" + CountText.exact(offset + seen.upperBound)
        return (isPlaced ? "row " : "row ~") + index + " of " + count.text + more
    }

    private var isPlaced: Bool {
        switch shown?.position {
        case .first, .last, nil: true
        case .after, .before: placedAmong == count
        }
    }

    /// From the first page again, the marks staying.
    ///
    /// - Parameter isReversed: for what is new to come in at the end.
    mutating func restart(isReversed: Bool) {
        table.followsTop = source.followsTop && !isReversed
        (topRow, arrived) = (nil, nil)
        request = .first
        shown = nil
    }

    /// - Returns: whether it changed what is seen.
    mutating func tick(at now: ClockReading) -> Bool {
        defer { noteNews() }
        return table.tick(at: now)
    }
    mutating func noteKey(at now: ClockReading) { table.noteKey(at: now) }
    mutating func applyOrder() {
        table.applyOrder()
        noteNews()
    }

    mutating func scrollColumns(by step: Int) { table.scrollColumns(by: step) }

    mutating func toggleMark(at now: ClockReading) {
        table.toggleMark(at: now)
        rememberMarks()
    }

    mutating func markRange(at now: ClockReading) {
        table.markRange(at: now)
        rememberMarks()
    }

    mutating func unmarkAll() {
        table.unmarkAll()
        marks = [:]
    }

    /// - Returns: whether another page has to be read.
    mutating func move(_ motion: TableMotion, at now: ClockReading) -> Bool {
        guard let window else { return false }
        switch motion {
        case .first where window.earlier != nil: return ask(.first)
        case .last where window.later != nil: return ask(.last)
        case .first, .last, .up, .down, .halfPageUp, .halfPageDown, .pageUp, .pageDown: table.move(motion, at: now)
        }
        noteNews()
        guard request == shown, let index = table.cursorIndex else { return false }
        let entries = window.entries
        if index >= entries.count - Self.margin, window.later != nil {
            return ask(around: window.wasCut ? nil : entries.count / 2, in: window, isForward: true)
        }
        if index < Self.margin, window.earlier != nil {
            return ask(around: entries.count / 2, in: window, isForward: false)
        }
        return false
    }

    mutating func received(_ reading: ListReading<Source.Order, Source.Row>, at now: ClockReading) {
        count = reading.count
        guard reading.request == request else { return }
        window = reading.window
        let isOther = request != shown
        shown = request
        showRows(at: now)
        for entry in reading.window.entries where marks[source.id(of: entry.row)] != nil {
            marks[source.id(of: entry.row)] = entry.row
        }
        defer { noteNews() }
        guard isOther else { return }
        table.applyOrder()
        switch request.position {
        case .first: table.move(.first, at: now)
        case .last: table.move(.last, at: now)
        case .after, .before: break
        }
    }

    /// Counts on the first page alone: no other one shows what comes in above it.
    private mutating func noteNews() {
        guard table.followsTop, let window, shown == .first else { return }
        let ids = window.entries.map { source.id(of: $0.row) }
        if topRow == nil || table.cursor == ids.first { topRow = ids.first }
        guard let topRow else { return arrived = nil }
        let count = ids.firstIndex(of: topRow)
        arrived = count == 0 ? nil : News(count: count ?? ids.count, isLeast: count == nil)
    }

    mutating func draw(into frame: inout Frame, area: Rect, context: ViewContext) {
        let minute = context.now.wall.milliseconds / (context.timeStyle == .relative ? 1_000 : 60_000)
        let wanted = Drawn(glyphs: context.glyphs, style: context.timeStyle, minute: minute)
        if wanted != drawn {
            drawn = wanted
            view = context
            showRows(at: context.now)
        }
        table.draw(into: &frame, area: area, isStale: context.isStale)
    }

    /// Rows are made with the glyphs and times of the terminal, which only drawing knows.
    private var view: ViewContext?

    private mutating func showRows(at now: ClockReading) {
        guard let window, let view else { return }
        let source = source
        table.show(
            window.entries.map { entry in
                TableRow(id: source.id(of: entry.row)) { source.cells(entry.row, context: view) }
            },
            at: now)
        var fresh = Dictionary(window.entries.map { (source.id(of: $0.row), $0.row) }) { _, last in last }
        for row in table.rows where fresh[row.id] == nil { fresh[row.id] = known[row.id] }
        known = fresh
    }

    private mutating func rememberMarks() {
        marks = marks.filter { table.marks.contains($0.key) }
        for id in table.marks where marks[id] == nil { marks[id] = known[id] }
    }

    private mutating func ask(
        around index: Int?, in window: ListWindow<Source.Row>, isForward: Bool
    ) -> Bool {
        let offset = shown?.offset(rows: window.entries.count, count: count)
        guard let index, window.entries.indices.contains(index) else {
            return window.later.map { ask(ListRequest(position: .after($0), keyIndex: nil)) } ?? false
        }
        if isPlaced { placedAmong = count }
        let anchor = window.entries[index].anchor
        return ask(
            ListRequest(position: isForward ? .after(anchor) : .before(anchor), keyIndex: offset.map { $0 + index }))
    }

    private mutating func ask(_ request: ListRequest) -> Bool {
        self.request = request
        return true
    }
}
