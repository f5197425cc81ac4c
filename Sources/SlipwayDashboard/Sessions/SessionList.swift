import SlipwayCore
import SlipwayServices
import TerminalUI

/// All update sessions, the latest first.
struct SessionList: ListSource {
    let context: DashboardContext

    let name = "sessions"
    let columns = [
        TableColumn("DEVICE", .flexible(minimum: 16)),
        TableColumn("STATUS", .fixed(14)),
        TableColumn("DONE", .fixed(4), alignment: .trailing, dropOrder: 2),
        TableColumn("FIRMWARE", .fixed(10)),
        TableColumn("STARTED", .fixed(12), dropOrder: 1),
        TableColumn("REASON", .flexible(minimum: 12), dropOrder: 3),
    ]
    let emptyAdvice: SafeText = "no update has begun yet"
    let exportHeadings = [
        "session_id", "device_uid", "organization", "firmware_version", "update_batch_id", "update_status",
        "progress_percent", "started_at", "completed_at", "reason_code", "failure_reason",
    ]

    var reads: ListReads<SessionOrder, SessionRow> { context.reads.sessionList }

    func id(of row: SessionRow) -> UpdateSession.ID { row.session.id }
    func copied(_ row: SessionRow) -> String { row.session.sessionID.description }

    func cells(_ row: SessionRow, context: ViewContext) -> [StyledText] {
        let session = row.session
        return [
            StyledText(SafeText(row.deviceUID, limit: 200)),
            SessionStatus.of(session.updateStatus).label(context.glyphs),
            StyledText("\(session.progressPercent)%"),
            StyledText(SafeText(row.firmwareVersion, limit: 60)),
            StyledText(context.time(session.startedAt)),
            StyledText(SafeText(session.failureReason ?? session.reasonCode?.text ?? "", limit: 300)),
        ]
    }

    func detail(_ row: SessionRow, columns: Int, context: ViewContext) -> [StyledText] {
        let session = row.session
        let facts: [(name: SafeText, value: SafeText)] = [
            ("session", SafeText(session.sessionID.description)),
            ("organization", SafeText(row.organizationName, limit: 100)),
            ("firmware", SafeText(row.firmwareVersion, limit: 60)),
            ("batch", row.batchID.map { SafeText($0.description) } ?? "none"),
            ("started", context.time(session.startedAt, seconds: true)),
            ("in it since", context.time(session.stateSince, seconds: true)),
            ("last heard", session.lastReportAt.map { context.time($0, seconds: true) } ?? "never"),
            ("received", CountText.exact(Int(session.bytesTransferred)) + " bytes"),
            ("reason", SafeText(session.failureReason ?? session.reasonCode?.text ?? "-", limit: 300)),
        ]
        return [
            StyledText(SafeText(row.deviceUID, limit: 200), .title),
            SessionStatus.of(session.updateStatus).label(context.glyphs), .empty,
        ] + FactLines.of(facts, columns: columns)
    }

    func opened(_ row: SessionRow) -> ScreenTarget? {
        .screen(AnyScreen(DeviceScreen(row.deviceUID, context: context)))
    }

    func exportCells(_ row: SessionRow) -> [String] {
        let session = row.session
        return [
            session.sessionID.description, row.deviceUID, row.organizationName, row.firmwareVersion,
            row.batchID?.description ?? "", session.updateStatus.rawValue, "\(session.progressPercent)",
            session.startedAt.description, session.completedAt?.description ?? "", session.reasonCode?.rawValue ?? "",
            session.failureReason ?? "",
        ]
    }

    func actions(on rows: [SessionRow], text: SafeText, acts: DashboardActs) -> [ScreenAction] {
        rows.count == 1 ? rows.flatMap { SessionActions(row: $0, acts: acts).all } : []
    }
}
