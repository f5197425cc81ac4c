import SlipwayCore
import TerminalUI

/// The devices of a batch, page by page around the cursor: never more rows than one page, however many devices.
struct DevicePager: Sendable {
    /// So near to the end of a page the next one is read; more than any terminal shows at once.
    static let margin = DashboardReads.pageLimit / 4

    private(set) var table = Table<UpdateBatchDevice.ID>(columns: DeviceColumns.all)
    private(set) var rows: [BatchDeviceRow] = []
    /// The page shown, or the one asked for.
    private(set) var request = DevicePage.Request.first
    private(set) var offset = 0
    private(set) var total = 0
    private var shown: DevicePage.Request?
    private var glyphs = GlyphSet.unicode

    var isLoaded: Bool { shown != nil }

    /// The device under the cursor.
    var selected: BatchDeviceRow? { table.cursor.flatMap { id in rows.first { $0.batchDevice.id == id } } }

    /// `row 1-13 of 500`, of all devices.
    var position: SafeText {
        let seen = table.shownRows
        guard !seen.isEmpty else { return "" }
        return "row " + CountText.exact(offset + seen.lowerBound + 1) + "-" + CountText.exact(offset + seen.upperBound)
            + " of " + CountText.exact(total)
    }

    /// - Returns: whether another page has to be read.
    mutating func move(_ motion: TableMotion, at now: ClockReading) -> Bool {
        switch motion {
        case .first where offset > 0: return ask(DevicePage.Request.first)
        case .last where hasMore: return ask(DevicePage.Request(position: .last, keyIndex: total))
        case .first, .last, .up, .down, .halfPageUp, .halfPageDown, .pageUp, .pageDown: table.move(motion, at: now)
        }
        guard request == shown, let index = table.cursorIndex else { return false }
        let middle = rows.count / 2
        if index >= rows.count - Self.margin, hasMore, rows.indices.contains(middle) {
            return ask(.init(position: .after(rows[middle].batchDevice.id), keyIndex: offset + middle))
        }
        if index < Self.margin, offset > 0, rows.indices.contains(middle) {
            return ask(.init(position: .before(rows[middle].batchDevice.id), keyIndex: offset + middle))
        }
        return false
    }

    /// - Parameter total: devices in the batch.
    mutating func received(_ page: DevicePage, total: Int, at now: ClockReading) {
        self.total = total
        guard page.request == request else { return }
        rows = page.rows
        offset = request.offset(count: rows.count, total: total)
        let isOther = request != shown
        shown = request
        table.show(rows.map { DeviceColumns.row($0, glyphs) }, at: now)
        guard isOther else { return }
        table.applyOrder()
        switch request.position {
        case .first: table.move(.first, at: now)
        case .last: table.move(.last, at: now)
        case .after, .before: break
        }
    }

    mutating func adopt(_ glyphs: GlyphSet, at now: ClockReading) {
        guard glyphs != self.glyphs else { return }
        self.glyphs = glyphs
        table.show(rows.map { DeviceColumns.row($0, glyphs) }, at: now)
    }

    mutating func draw(into frame: inout Frame, area: Rect, isStale: Bool) {
        table.draw(into: &frame, area: area, isStale: isStale)
    }

    private var hasMore: Bool { offset + rows.count < total }

    private mutating func ask(_ request: DevicePage.Request) -> Bool {
        self.request = request
        return true
    }
}
