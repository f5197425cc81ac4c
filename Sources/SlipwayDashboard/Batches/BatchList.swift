import SlipwayCore
import SlipwayServices
import TerminalUI

/// All batches, the newest first: those too that home does not show any more.
struct BatchList: ListSource {
    let context: DashboardContext

    let name = "batches"
    let columns = [
        TableColumn("NAME", .flexible(minimum: 16)),
        TableColumn("STATUS", .fixed(16)),
        TableColumn("FIRMWARE", .fixed(10), dropOrder: 1),
        TableColumn("DEVICES", .fixed(9), alignment: .trailing),
        TableColumn("BAD", .fixed(6), alignment: .trailing),
        TableColumn("CREATED", .fixed(12), dropOrder: 2),
    ]
    let emptyAdvice: SafeText = "no batch yet: slipway batches create makes one"
    let exportHeadings =
        ["id", "name", "status", "firmware_version", "organization"] + exportedFigures.map(\.column)
        + ["created_by", "created_at"]

    var reads: ListReads<BatchOrder, BatchRow> { context.reads.batchList }

    func id(of row: BatchRow) -> UpdateBatch.ID { row.batch.id }
    func copied(_ row: BatchRow) -> String { row.batch.name }

    func cells(_ row: BatchRow, context: ViewContext) -> [StyledText] {
        let counters = row.batch.counters
        return [
            StyledText(SafeText(row.batch.name, limit: 200)),
            Self.state(row).label(context.glyphs),
            StyledText(SafeText(row.firmwareVersion, limit: 60)),
            StyledText(CountText.exact(counters.total)),
            StyledText(CountText.exact(counters.bad), counters.bad > 0 ? StateLook.failed.style : .text),
            StyledText(context.time(row.batch.createdAt)),
        ]
    }

    func detail(_ row: BatchRow, columns: Int, context: ViewContext) -> [StyledText] {
        let counters = row.batch.counters
        let facts: [(name: SafeText, value: SafeText)] = [
            ("firmware", SafeText(row.firmwareVersion, limit: 60)),
            ("organization", row.organizationName.map { SafeText($0, limit: 100) } ?? "several"),
            ("devices", CountText.exact(counters.total)),
            ("succeeded", CountText.exact(counters.succeeded)),
            ("failed", CountText.exact(counters.failedByRelease)),
            ("fell back", CountText.exact(counters.fellBack)),
            ("lost", CountText.exact(counters.lost)),
            ("left out", CountText.exact(counters.leftOut)),
            ("silent", CountText.exact(counters.silent)),
            ("created", context.time(row.batch.createdAt, seconds: true)),
            ("by", SafeText(row.batch.createdBy, limit: 100)),
        ]
        return [
            StyledText(SafeText(row.batch.name, limit: 200), .title), Self.state(row).label(context.glyphs), .empty,
        ]
            + FactLines.of(facts, columns: columns) + [.empty, StyledText("enter opens it, live", .dim)]
    }

    func opened(_ row: BatchRow) -> ScreenTarget? {
        .screen(AnyScreen(BatchLiveScreen(row.batch.id, name: row.batch.name, context: context)))
    }

    func exportCells(_ row: BatchRow) -> [String] {
        let (batch, counters) = (row.batch, row.batch.counters)
        return [
            batch.id.description, batch.name, batch.status.rawValue, row.firmwareVersion, row.organizationName ?? "",
        ] + Self.exportedFigures.map { "\(counters[$0])" } + [batch.createdBy, batch.createdAt.description]
    }

    func actions(on rows: [BatchRow], text: SafeText, acts: DashboardActs) -> [ScreenAction] {
        guard rows.count == 1 else { return [] }
        return rows.flatMap { BatchActions(batch: $0.batch, acts: acts).all }
    }

    private static let exportedFigures: [BatchCounters.Figure] = [.total, .succeeded, .failed, .fellBack]

    private static func state(_ row: BatchRow) -> StatusLabel {
        StatusLabel(status: row.batch.status, counters: row.batch.counters)
    }
}
