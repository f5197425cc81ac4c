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
        var facts: [(name: SafeText, value: SafeText)] = [
            ("channel", SafeText(row.releaseChannel.rawValue)),
            ("size", CountText.exact(Int(row.sizeBytes)) + " bytes"),
            ("file", SafeText(row.fileName, limit: 200)),
            ("from version", row.minimumVersion.map { SafeText($0, limit: 60) } ?? "any"),
            ("hardware", SafeText(hardware, limit: 200)),
            ("sha-256", SafeText(row.checksum, limit: 64)),
            ("added", context.time(row.createdAt)),
            ("notes", SafeText(row.releaseNotes ?? "-", limit: 600)),
        ]
        if let signed = Self.signatures(row) { facts.insert(("signed", signed), at: facts.count - 2) }
        if let owner = row.organizationID { facts.insert(("only for", SafeText("organization #\(owner)")), at: 0) }
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

    func actions(on rows: [FirmwareRelease], text: SafeText, acts: DashboardActs) -> [ScreenAction] {
        rows.count == 1 ? rows.flatMap { FirmwareActions(release: $0, acts: acts).all } : []
    }

    /// None where there is no signature; whether they are right is found out before it is approved.
    private static func signatures(_ release: FirmwareRelease) -> SafeText? {
        switch (release.manifestSignature != nil, release.digitalSignature != nil) {
        case (true, true): "its manifest, and its bytes"
        case (true, false): "its manifest"
        case (false, true): "its bytes alone, not what they are for"
        case (false, false): nil
        }
    }

    private static func state(_ release: FirmwareRelease) -> StatusLabel {
        let text = SafeText(release.releaseStatus.rawValue)
        switch release.releaseStatus {
        case .draft: return StatusLabel(.pending, text)
        case .testing: return StatusLabel(.active, text)
        case .approved: return StatusLabel(.succeeded, text)
        case .deprecated: return StatusLabel(.stopped, text)
        }
    }
}

/// Promoting a release.
struct FirmwareActions: Sendable {
    let release: FirmwareRelease
    let acts: DashboardActs

    var all: [ScreenAction] {
        let (release, acts) = (release, acts)
        let status = release.releaseStatus
        let against: SafeText? = status.onward == nil ? "it is " + SafeText(status.rawValue) + " for good" : nil
        return [
            ScreenAction(
                title: "promote " + SafeText(release.version, limit: 60), key: nil,
                disabledReason: (release.organizationID == nil ? acts.refusalToAll : acts.refusal) ?? against,
                handler: .open { PromotionForm.screen(release, acts) })
        ]
    }
}
