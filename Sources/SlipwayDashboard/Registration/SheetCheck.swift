import SlipwayCore
import SlipwayServices
import TerminalUI

/// What was found out about the rows without sending them.
struct SheetCheck: Sendable {
    /// Of the sheet that was looked at.
    let revision: Int
    /// By the row's place.
    let findings: [Int: String]
    let duplicates: Int
    /// What the service would refuse, by what it would say; the largest group first.
    let refused: [(reason: String, count: Int)]
    let places: [RegistrationCheck.Places]

    /// Duplicates in the sheet first, because of two rows the service would refuse the later one without saying why.
    static func of(
        _ sheet: RegistrationSheet, defaultOrganization: String?, services: Services, principal: Principal
    ) async throws -> SheetCheck {
        var rows: [(index: Int, row: DeviceSheetRow)] = []
        var findings: [Int: String] = [:]
        var uids: [String: Int] = [:]
        var serials: [String: Int] = [:]
        for (index, row) in sheet.rows.enumerated() where row.isOpen && row.state != .wrong {
            let device = row.deviceRow(defaultOrganization: defaultOrganization)
            let serial = device.serialNumber ?? device.deviceUID
            let earlier =
                device.deviceUID.flatMap { uid in uids[uid].map { ("device_uid \(uid)", $0) } }
                ?? serial.flatMap { serial in serials[serial].map { ("serial_number \(serial)", $0) } }
            if let (what, first) = earlier {
                findings[index] = "\(what) stands in row \(first + 1) too"
                continue
            }
            if let uid = device.deviceUID { uids[uid] = index }
            if let serial { serials[serial] = index }
            if row.state != .unknown { rows.append((index, device)) }
        }
        let duplicates = findings.count
        let check = try await SheetRegistration(services: services, principal: principal, tokens: nil)
            .check(rows.map(\.row))
        for (index, error) in check.refusals { findings[rows[index].index] = error.message }
        let groups = Dictionary(grouping: check.refusals.values) { RegistrationRow.group($0.message) }
        let refused = groups.map { (reason: $0.key, count: $0.value.count) }
        return SheetCheck(
            revision: sheet.revision, findings: findings, duplicates: duplicates,
            refused: refused.sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }, places: check.places)
    }
}
