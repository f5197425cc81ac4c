import SQLRecords
import SlipwayCore

extension KeysetList<Device> {
    init(_ query: DeviceQuery, in scope: OrganizationScope, now: Timestamp) throws {
        var plan = TermPlan(query.filter)
        let segments: [KeysetSegment]
        var judged: [SQLCondition] = []
        let prefix = plan.takePrefix()
        if let prefix {
            let organization = plan.takeOrganization(in: scope)
            segments = DeviceSegments.beginning(with: prefix, in: organization)
        } else {
            switch query.order {
            case .uid: segments = DeviceSegments.byUID(in: plan.takeOrganization(in: scope), plan.takeFirmware())
            case .firmware:
                segments = DeviceSegments.byFirmware(in: plan.takeOrganization(in: scope), plan.takeFirmware())
            case .organization:
                if let organization = plan.takeOrganization(in: scope) {
                    segments = DeviceSegments.byUID(in: organization, plan.takeFirmware())
                } else {
                    segments = DeviceSegments.byOrganization
                }
            case .seen:
                segments = DeviceSegments.byHeartbeat(plan.takeTimeBounds(of: "seen", now: now))
                if case .one(let id) = scope {
                    judged.append(SQLCondition("d.organization_id = ?", [id]))
                }
            }
        }
        self.init(
            segments: segments,
            // What begins so comes by uid, in which nothing is great.
            isDescending: query.order.isDescending && prefix == nil, isReversed: query.isReversed,
            lookups: [
                Lookup(
                    "latest",
                    """
                    LEFT JOIN LATERAL (
                      SELECT s.update_status FROM update_sessions AS s WHERE s.device_id = d.id ORDER BY s.id DESC LIMIT 1)
                      AS latest ON true
                    """, pages: 4)
            ],
            columns: Device.columns.qualified,
            filter: judged + (try Device.filterColumns.conditions(for: plan.terms, now: now)), decode: Device.init)
    }
}

extension Device {
    fileprivate static let filterColumns = FilterColumns(
        expressions: [
            "uid": "d.device_uid",
            "serial": "d.serial_number",
            "organization": "d.organization_name",
            "firmware": "d.firmware_version",
            "hardware": "d.hardware_version",
            "active": "d.active",
            "updates": "d.updates_enabled",
            "seen": "d.last_heartbeat",
            "status": "latest.update_status",
        ], searched: ["d.device_uid", "d.serial_number"])
}

extension TermPlan {
    /// The one organization whose devices are wanted; that of the scope is no matter of the filter.
    fileprivate mutating func takeOrganization(in scope: OrganizationScope) -> SQLCondition? {
        switch scope {
        case .one(let id): SQLCondition("d.organization_id = ?", [id])
        case .all:
            takeText(of: "organization").map { name in
                SQLCondition("d.organization_id = (SELECT id FROM organizations WHERE name = ?)", [name])
            }
        }
    }

    fileprivate mutating func takeFirmware() -> SQLCondition? {
        takeText(of: "firmware").map { SQLCondition("d.firmware_version = ?", [$0]) }
    }
}

/// The stretches of the indexes that devices are read by.
private enum DeviceSegments {
    static func beginning(with prefix: String, in organization: SQLCondition?) -> [KeysetSegment] {
        let range = PrefixRange(prefix)
        var byUID = KeysetSegment(source: table, pinned: [organization].compactMap { $0 }, key: [uid])
        byUID.narrow(to: range)
        var bySerial = KeysetSegment(source: table, key: [.text("d.serial_number")])
        bySerial.narrow(to: range)
        let isShown = SQLCondition.not(.begins("d.device_uid", with: prefix))
        bySerial.condition = .all([isShown, organization].compactMap { $0 })
        return [byUID, bySerial]
    }

    static func byUID(in organization: SQLCondition?, _ firmware: SQLCondition?) -> [KeysetSegment] {
        [KeysetSegment(source: table, pinned: [organization, firmware].compactMap { $0 }, key: [uid])]
    }

    static func byFirmware(in organization: SQLCondition?, _ firmware: SQLCondition?) -> [KeysetSegment] {
        guard firmware == nil else { return byUID(in: organization, firmware) }
        let key = [KeysetSegment.KeyColumn.text("d.firmware_version"), uid]
        return [KeysetSegment(source: table, pinned: [organization].compactMap { $0 }, key: key)]
    }

    static var byOrganization: [KeysetSegment] {
        [KeysetSegment(source: table, key: [.text("d.organization_name"), uid])]
    }

    /// Those never heard of come after all others; no instant is theirs.
    static func byHeartbeat(_ bounds: (lower: Timestamp?, upper: Timestamp?)) -> [KeysetSegment] {
        let id = KeysetSegment.KeyColumn.integer("d.id")
        let heard = KeysetSegment(
            source: table, pinned: [SQLCondition("d.last_heartbeat IS NOT NULL")],
            key: [.instant("d.last_heartbeat"), id], lower: bounds.lower.map { .init(beyond: $0) },
            upper: bounds.upper.map { .init(beyond: $0) })
        guard bounds.lower == nil, bounds.upper == nil else { return [heard] }
        return [heard, KeysetSegment(source: table, pinned: [SQLCondition("d.last_heartbeat IS NULL")], key: [id])]
    }

    /// Rows are carried as a whole, and not everybody may read the whole of this table.
    private static let table = "(SELECT \(Device.columns.plain) FROM devices) AS d"
    private static let uid = KeysetSegment.KeyColumn.text("d.device_uid")
}
