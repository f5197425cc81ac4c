import SlipwayCore
import SlipwayServices
import TerminalUI

/// All devices.
struct DeviceList: ListSource {
    let context: DashboardContext

    let name = "devices"
    let columns = [
        TableColumn("DEVICE", .flexible(minimum: 16)),
        TableColumn("STATE", .fixed(13)),
        TableColumn("FIRMWARE", .fixed(12)),
        TableColumn("SEEN", .fixed(12), dropOrder: 1),
        TableColumn("ORGANIZATION", .flexible(minimum: 12), dropOrder: 2),
        TableColumn("HW", .fixed(8), dropOrder: 3),
    ]
    let emptyAdvice: SafeText = "no device yet: n registers them"
    let exportHeadings = [
        "device_uid", "serial_number", "organization", "firmware_version", "hardware_version", "active",
        "updates_enabled", "last_heartbeat",
    ]

    var reads: ListReads<DeviceOrder, Device> { context.reads.deviceList }

    func id(of row: Device) -> Device.ID { row.id }
    func copied(_ row: Device) -> String { row.deviceUID }

    func cells(_ row: Device, context: ViewContext) -> [StyledText] {
        [
            StyledText(SafeText(row.deviceUID, limit: 200)),
            Self.state(row).label(context.glyphs),
            StyledText(DeviceColumns.known(row.firmwareVersion)),
            StyledText(row.lastHeartbeat.map { context.time($0) } ?? "never"),
            StyledText(SafeText(row.organizationName, limit: 100)),
            StyledText(DeviceColumns.known(row.hardwareVersion)),
        ]
    }

    func detail(_ row: Device, columns: Int, context: ViewContext) -> [StyledText] {
        [StyledText(SafeText(row.deviceUID, limit: 200), .title), Self.state(row).label(context.glyphs), .empty]
            + FactLines.of(Self.facts(row, context), columns: columns)
            + [.empty, StyledText("enter shows its history", .dim)]
    }

    func opened(_ row: Device) -> ScreenTarget? { .screen(AnyScreen(DeviceScreen(row.deviceUID, context: context))) }

    func exportCells(_ row: Device) -> [String] {
        [
            row.deviceUID, row.serialNumber, row.organizationName, row.firmwareVersion, row.hardwareVersion,
            row.active ? "yes" : "no", row.updatesEnabled ? "yes" : "no", row.lastHeartbeat?.description ?? "",
        ]
    }

    func actions(on rows: [Device], text: SafeText, acts: DashboardActs) -> [ScreenAction] {
        let rollout = rollout(of: text, acts: acts) { draft in
            draft.selection = RolloutDraft.Selection.list.rawValue
            draft.uids = FormText(rows.map(\.deviceUID).joined(separator: "\n"))
        }
        return DeviceActions(devices: rows, text: text, acts: acts).all + [rollout]
    }

    func generalActions(_ query: DeviceQuery, acts: DashboardActs) -> [ScreenAction] {
        let registration = ScreenAction(
            title: "register devices", key: "n", disabledReason: acts.refusal,
            handler: .open { [context] in RegistrationForm.screen(context) })
        guard query.filter != .none else { return [registration] }
        let rollout = rollout(of: "every device of the filter", acts: acts) { $0.filter = query.filter.description }
        return [registration, rollout]
    }

    private func rollout(
        of text: SafeText, acts: DashboardActs, _ fill: @escaping @Sendable (inout RolloutDraft) -> Void
    ) -> ScreenAction {
        ScreenAction(
            title: "roll firmware out to " + text, key: "u", disabledReason: acts.refusal,
            handler: .open { [context] in
                var draft = RolloutDraft()
                fill(&draft)
                return RolloutForm.screen(context, draft: draft)
            })
    }

    static func state(_ device: Device) -> StatusLabel {
        if !device.active { return StatusLabel(.stopped, "inactive") }
        return device.updatesEnabled ? StatusLabel(.active, "active") : StatusLabel(.stopped, "updates off")
    }

    static func facts(_ device: Device, _ context: ViewContext) -> [(name: SafeText, value: SafeText)] {
        [
            ("serial", SafeText(device.serialNumber, limit: 200)),
            ("organization", SafeText(device.organizationName, limit: 200)),
            ("firmware", DeviceColumns.known(device.firmwareVersion)),
            ("says it runs", device.reportedVersion.map { DeviceColumns.known($0) } ?? "?"),
            ("hardware", DeviceColumns.known(device.hardwareVersion)),
            ("last seen", device.lastHeartbeat.map { context.time($0, seconds: true) } ?? "never"),
            ("registered", context.time(device.createdAt)),
        ]
    }
}
