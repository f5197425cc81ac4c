import SlipwayCore
import SlipwayServices
import TerminalUI

/// All organizations.
struct OrganizationList: ListSource {
    let context: DashboardContext

    let name = "organizations"
    let columns = [
        TableColumn("NAME", .flexible(minimum: 16)),
        TableColumn("STATE", .fixed(12)),
        TableColumn("ENVIRONMENT", .fixed(12), dropOrder: 2),
        TableColumn("DEVICES", .fixed(10), alignment: .trailing),
        TableColumn("LIMIT", .fixed(10), alignment: .trailing, dropOrder: 1),
    ]
    let emptyAdvice: SafeText = "no organization yet: n makes one"
    let exportHeadings = [
        "name", "display_name", "environment", "active", "halted", "device_count", "device_limit", "time_zone",
        "approval",
    ]

    var reads: ListReads<OrganizationOrder, Organization> { context.reads.organizationList }

    func id(of row: Organization) -> Organization.ID { row.id }
    func copied(_ row: Organization) -> String { row.name }

    func cells(_ row: Organization, context: ViewContext) -> [StyledText] {
        [
            StyledText(SafeText(row.name, limit: 200)),
            Self.state(row).label(context.glyphs),
            StyledText(SafeText(row.environment.rawValue)),
            StyledText(CountText.exact(row.deviceCount)),
            StyledText(CountText.exact(row.deviceLimit)),
        ]
    }

    func detail(_ row: Organization, columns: Int, context: ViewContext) -> [StyledText] {
        let facts: [(name: SafeText, value: SafeText)] = [
            ("is called", SafeText(row.displayName, limit: 200)),
            ("environment", SafeText(row.environment.rawValue)),
            ("time zone", SafeText(row.timeZone, limit: 60)),
            ("approval", SafeText(row.approval.rawValue)),
            ("devices", CountText.exact(row.deviceCount) + " of " + CountText.exact(row.deviceLimit)),
            ("created", context.time(row.createdAt)),
        ]
        return [StyledText(SafeText(row.name, limit: 200), .title), Self.state(row).label(context.glyphs), .empty]
            + FactLines.of(facts, columns: columns) + [.empty, StyledText("enter shows its devices", .dim)]
    }

    func opened(_ row: Organization) -> ScreenTarget? {
        DeviceOrder.term("organization", is: .text(row.name)).map { .line("devices " + Filter([$0]).description) }
    }

    func exportCells(_ row: Organization) -> [String] {
        [
            row.name, row.displayName, row.environment.rawValue, row.active ? "yes" : "no", row.halted ? "yes" : "no",
            "\(row.deviceCount)", "\(row.deviceLimit)", row.timeZone, row.approval.rawValue,
        ]
    }

    func actions(on rows: [Organization], text: SafeText, acts: DashboardActs) -> [ScreenAction] {
        guard rows.count == 1, let row = rows.first else { return [] }
        return OrganizationActions(organization: row, acts: acts).all + [
            ScreenAction(
                title: "change " + SafeText(row.name, limit: 60), key: nil, disabledReason: acts.refusal,
                handler: .open { [context] in OrganizationForm.screen(context, changing: row) })
        ]
    }

    func generalActions(_ query: OrganizationQuery, acts: DashboardActs) -> [ScreenAction] {
        [
            ScreenAction(
                title: "create an organization", key: "n", disabledReason: acts.refusalToAll,
                handler: .open { [context] in OrganizationForm.screen(context) })
        ] + HaltActions(acts: acts).all
    }

    private static func state(_ organization: Organization) -> StatusLabel {
        if organization.halted { return StatusLabel(.stopped, "HALTED") }
        return organization.active ? StatusLabel(.active, "active") : StatusLabel(.stopped, "inactive")
    }
}
