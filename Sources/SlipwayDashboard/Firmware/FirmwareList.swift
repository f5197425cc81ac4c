import SlipwayCore
import SlipwayServices
import TerminalUI

/// All firmware releases, the highest version first.
struct FirmwareList: ListSource {
    let context: DashboardContext

    let name = "firmware"
    let columns = [
        TableColumn("VERSION", .flexible(minimum: 12)),
        TableColumn("STATUS", .fixed(12)),
        TableColumn("CHANNEL", .fixed(12), dropOrder: 1),
        TableColumn("SIZE", .fixed(14), alignment: .trailing, dropOrder: 2),
        TableColumn("ADDED", .fixed(12), dropOrder: 3),
    ]
    let emptyAdvice: SafeText = "no release yet: slipway firmware upload brings one in"
    let exportHeadings = [
        "version", "release_channel", "release_status", "size_bytes", "checksum", "file_name", "minimum_version",
        "created_at",
    ]

    var reads: ListReads<FirmwareOrder, FirmwareRelease> { context.reads.firmwareList }

    func id(of row: FirmwareRelease) -> FirmwareRelease.ID { row.id }
    func copied(_ row: FirmwareRelease) -> String { row.version }

    func cells(_ row: FirmwareRelease, context: ViewContext) -> [StyledText] {
        [
            StyledText(SafeText(row.version, limit: 100)),
            Self.state(row).label(context.glyphs),
            StyledText(SafeText(row.releaseChannel.rawValue)),
            StyledText(CountText.short(Int(row.sizeBytes), columns: 14)),
            StyledText(context.time(row.createdAt)),
        ]
    }

    func detail(_ row: FirmwareRelease, columns: Int, context: ViewContext) -> [StyledText] {
        let hardware = row.hardwareVersions.isEmpty ? "any" : row.hardwareVersions.joined(separator: ", ")
        let facts: [(name: SafeText, value: SafeText)] = [
            ("channel", SafeText(row.releaseChannel.rawValue)),
            ("size", CountText.exact(Int(row.sizeBytes)) + " bytes"),
            ("file", SafeText(row.fileName, limit: 200)),
            ("from version", row.minimumVersion.map { SafeText($0, limit: 60) } ?? "any"),
            ("hardware", SafeText(hardware, limit: 200)),
            ("sha-256", SafeText(row.checksum, limit: 64)),
            ("added", context.time(row.createdAt)),
            ("notes", SafeText(row.releaseNotes ?? "-", limit: 600)),
        ]
        return [StyledText(SafeText(row.version, limit: 100), .title), Self.state(row).label(context.glyphs), .empty]
            + FactLines.of(facts, columns: columns) + [.empty, StyledText("enter shows the devices that run it", .dim)]
    }

    func opened(_ row: FirmwareRelease) -> ScreenTarget? {
        DeviceOrder.term("firmware", is: .text(row.version)).map { .line("devices " + Filter([$0]).description) }
    }

    func exportCells(_ row: FirmwareRelease) -> [String] {
        [
            row.version, row.releaseChannel.rawValue, row.releaseStatus.rawValue, "\(row.sizeBytes)", row.checksum,
            row.fileName, row.minimumVersion ?? "", row.createdAt.description,
        ]
    }

    func actions(on rows: [FirmwareRelease], words: SafeText, acts: DashboardActs) -> [ScreenAction] {
        rows.count == 1 ? rows.flatMap { FirmwareActions(release: $0, acts: acts).all } : []
    }

    private static func state(_ release: FirmwareRelease) -> RolloutStatus {
        let words = SafeText(release.releaseStatus.rawValue)
        switch release.releaseStatus {
        case .draft: return RolloutStatus(.pending, words)
        case .testing: return RolloutStatus(.active, words)
        case .approved: return RolloutStatus(.succeeded, words)
        case .deprecated: return RolloutStatus(.stopped, words)
        }
    }
}
