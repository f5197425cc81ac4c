import SlipwayCore
import TerminalUI

/// The selected device beside the list, where there is room.
enum DeviceDetail {
    static func lines(_ row: BatchDeviceRow, columns: Int, context: ViewContext) -> [StyledText] {
        let device = row.batchDevice
        var lines = [StyledText(SafeText(row.deviceUID, limit: 200), .title)]
        lines.append(DeviceColumns.state(row).label(context.glyphs))
        lines.append(.empty)
        lines += facts(row, context).map { label, value in
            StyledText(label.padded(to: 12), .dim) + StyledText(value)
        }
        let reason = DeviceColumns.reason(row)
        guard !reason.isEmpty else { return lines }
        lines += [.empty, StyledText("REASON", .title)]
        lines += reason.wrapped(to: columns).prefix(8).map { StyledText($0) }
        if let code = device.reasonCode { lines.append(StyledText(SafeText(code.rawValue), .dim)) }
        return lines
    }

    private static func facts(_ row: BatchDeviceRow, _ context: ViewContext) -> [(SafeText, SafeText)] {
        let device = row.batchDevice
        var facts: [(SafeText, SafeText)] = [
            ("from", DeviceColumns.known(device.fromVersion)),
            ("hardware", DeviceColumns.known(device.hardwareVersion)),
        ]
        if let session = row.session {
            facts.append(("in it since", context.time(session.stateSince, seconds: true)))
            facts.append(("last heard", session.lastReportAt.map { context.time($0, seconds: true) } ?? "never"))
            facts.append(("progress", SafeText("\(session.progressPercent)%")))
            facts.append(("received", CountText.exact(Int(session.bytesTransferred)) + " bytes"))
            facts.append(("rate", rate(session.transferRate)))
            facts.append(("session", SafeText(session.sessionID.description)))
        }
        if let silentAt = device.silentAt { facts.append(("silent", context.time(silentAt))) }
        if let verifiedAt = device.verifiedAt { facts.append(("verified", context.time(verifiedAt))) }
        if let fellBackAt = device.fellBackAt { facts.append(("fell back", context.time(fellBackAt))) }
        if let lostAt = device.lostAt { facts.append(("lost", context.time(lostAt))) }
        return facts
    }

    private static func rate(_ bytesPerSecond: Double?) -> SafeText {
        guard let rate = bytesPerSecond, rate.isFinite, rate >= 0, rate < 1e15 else { return "?" }
        return CountText.exact(Int(rate / 1_024)) + " KiB/s"
    }
}
