import SlipwayCore
import TerminalUI

/// The columns of the devices of a batch and what one device says in them.
enum DeviceColumns {
    static let all = [
        TableColumn("DEVICE", .flexible(minimum: 16)),
        TableColumn("STATE", .fixed(14)),
        TableColumn("DONE", .fixed(4), alignment: .trailing, dropOrder: 1),
        TableColumn("FROM", .fixed(10), dropOrder: 3),
        TableColumn("HW", .fixed(6), dropOrder: 4),
        TableColumn("REASON", .flexible(minimum: 14), dropOrder: 2),
    ]

    static func row(_ row: BatchDeviceRow, _ glyphs: GlyphSet) -> TableRow<UpdateBatchDevice.ID> {
        let device = row.batchDevice
        return TableRow(id: device.id) {
            [
                StyledText(SafeText(row.deviceUID, limit: 200)),
                state(row).label(glyphs),
                StyledText(progress(row)),
                StyledText(known(device.fromVersion)),
                StyledText(known(device.hardwareVersion)),
                StyledText(reason(row)),
            ]
        }
    }

    static func state(_ row: BatchDeviceRow) -> StatusLabel {
        let device = row.batchDevice
        switch device.status {
        case .pending: return StatusLabel(.pending, "pending")
        case .initiated: return underWay(device, row.session)
        case .succeeded where device.fellBackAt != nil: return StatusLabel(.failed, "fell back")
        case .succeeded where device.lostAt != nil: return StatusLabel(.failed, "lost")
        case .succeeded: return StatusLabel(.succeeded, device.verifiedAt == nil ? "completed" : "verified")
        case .failed where device.reasonCode == .cancelled: return StatusLabel(.stopped, "cancelled")
        case .failed where device.reasonCode?.speaksAgainstRelease == false: return StatusLabel(.stopped, "left out")
        case .failed: return StatusLabel(.failed, "failed")
        }
    }

    static func reason(_ row: BatchDeviceRow) -> SafeText {
        let device = row.batchDevice
        if let text = device.failureReason, !text.isEmpty { return SafeText(text, limit: 300) }
        if let code = device.reasonCode { return SafeText(code.text) }
        return device.silentAt != nil && !device.status.isFinal ? "silent" : ""
    }

    /// What is not known is `?`, never empty.
    static func known(_ text: String) -> SafeText { text.isEmpty ? "?" : SafeText(text, limit: 60) }

    private static func underWay(_ device: UpdateBatchDevice, _ session: UpdateSession?) -> StatusLabel {
        let text = session.map { SessionStatus.of($0.updateStatus).text } ?? "?"
        return StatusLabel(device.silentAt == nil ? .active : .stuck, text)
    }

    private static func progress(_ row: BatchDeviceRow) -> SafeText {
        switch row.batchDevice.status {
        case .pending: "-"
        case .succeeded: "100%"
        case .initiated, .failed: row.session.map { SafeText("\($0.progressPercent)%") } ?? "-"
        }
    }
}
