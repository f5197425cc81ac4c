import SlipwayCore
import SlipwayServices
import TerminalUI

/// The audit log, the latest first; at its top it follows what happens.
struct EventList: ListSource {
    let context: DashboardContext

    let name = "events"
    let followsTop = true
    let columns = [
        TableColumn("WHEN", .fixed(20)),
        TableColumn("WHO", .flexible(minimum: 10)),
        TableColumn("DEVICE", .flexible(minimum: 12), dropOrder: 1),
        TableColumn("WHAT", .flexible(minimum: 24)),
    ]
    let emptyAdvice: SafeText = "nothing has happened yet"
    let exportHeadings = ["id", "at", "kind", "actor_kind", "actor_name", "device_uid", "update_batch_id", "detail"]

    var reads: ListReads<EventOrder, Event> { context.reads.eventList }

    func id(of row: Event) -> Event.ID { row.id }
    func copied(_ row: Event) -> String { EventText.text(row).plain() }

    func cells(_ row: Event, context: ViewContext) -> [StyledText] {
        [
            StyledText(context.time(row.at, seconds: true)),
            StyledText(SafeText(row.actorName, limit: 100)),
            StyledText(SafeText(row.deviceUID ?? "-", limit: 200)),
            EventText.label(row, context.glyphs),
        ]
    }

    func detail(_ row: Event, columns: Int, context: ViewContext) -> [StyledText] {
        let facts: [(name: SafeText, value: SafeText)] = [
            ("when", context.time(row.at, seconds: true)),
            ("who", SafeText(row.actorName, limit: 100) + " (" + SafeText(row.actorKind.rawValue) + ")"),
            ("device", SafeText(row.deviceUID ?? "-", limit: 200)),
            ("batch", row.subject.batchID.map { SafeText($0.description) } ?? "-"),
            ("kind", SafeText(row.kind.rawValue)),
            ("detail", SafeText(row.detail, limit: 600)),
        ]
        return [EventText.label(row, context.glyphs), .empty] + FactLines.of(facts, columns: columns)
    }

    func opened(_ row: Event) -> ScreenTarget? {
        if let uid = row.deviceUID { return .screen(AnyScreen(DeviceScreen(uid, context: context))) }
        return row.subject.batchID.map { .line("batch " + $0.description) }
    }

    func exportCells(_ row: Event) -> [String] {
        [
            row.id.description, row.at.description, row.kind.rawValue, row.actorKind.rawValue, row.actorName,
            row.deviceUID ?? "", row.subject.batchID?.description ?? "", row.detail,
        ]
    }
}
