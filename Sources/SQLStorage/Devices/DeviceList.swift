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
            lookups: [.within("latest", pages: 4)], columns: Device.columns.qualified,
            filter: judged + (try Device.filterColumns.conditions(for: plan.terms, now: now)))
    }
}

extension Device {
    /// Whether a device `d` is of those that a filter means.
    ///
    /// - Throws: REQUEST_001 for a field that devices do not have.
    static func conditions(for terms: [FilterTerm], now: Timestamp) throws -> [SQLCondition] {
        try filterColumns.conditions(for: terms, now: now)
    }

    /// Whether a device `d` is of those that a rollout leaves out.
    static func condition(of exclusion: RolloutExclusion?, now: Timestamp) throws -> SQLCondition {
        .any(try (exclusion?.filters ?? []).map { .all(try conditions(for: $0.terms, now: now)) })
    }

    fileprivate static let filterColumns = FilterColumns(
        [
            "uid": "d.device_uid",
            "serial": "d.serial_number",
            "organization": "d.organization_name",
            "firmware": .reportedVersion("d.firmware_version"),
            "hardware": "d.hardware_version",
            "active": "d.active",
            "updates": "d.updates_enabled",
            "seen": "d.last_heartbeat",
            "status": .init(
                """
                (SELECT s.update_status FROM update_sessions AS s WHERE s.device_id = d.id ORDER BY s.id DESC LIMIT 1)
                """, in: "latest"),
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
        var byUID = KeysetSegment(
            table(organization == nil ? .implied : .named("devices_by_organization")), pinned: [organization],
            key: [uid])
        byUID.narrow(to: range)
        var bySerial = KeysetSegment(table(.implied), key: [.text("d.serial_number")])
        bySerial.narrow(to: range)
        let isShown = SQLCondition.not(.begins("d.device_uid", with: prefix))
        bySerial.condition = .all([isShown, organization].compactMap { $0 })
        return [byUID, bySerial]
    }

    static func byUID(in organization: SQLCondition?, _ firmware: SQLCondition?) -> [KeysetSegment] {
        let index: ListTable.Index =
            switch (organization, firmware) {
            case (nil, nil): .implied
            case (_?, nil): .named("devices_by_organization")
            case (nil, _?): .named("devices_by_firmware")
            case (_?, _?): .named("devices_by_organization_firmware")
            }
        return [KeysetSegment(table(index), pinned: [organization, firmware], key: [uid])]
    }

    static func byFirmware(in organization: SQLCondition?, _ firmware: SQLCondition?) -> [KeysetSegment] {
        guard firmware == nil else { return byUID(in: organization, firmware) }
        let index = organization == nil ? "devices_by_firmware" : "devices_by_organization_firmware"
        return [KeysetSegment(table(.named(index)), pinned: [organization], key: [.text("d.firmware_version"), uid])]
    }

    static var byOrganization: [KeysetSegment] {
        [KeysetSegment(table(.named("devices_by_organization_name")), key: [.text("d.organization_name"), uid])]
    }

    /// Those never heard of come after all others; no instant is theirs.
    static func byHeartbeat(_ bounds: (lower: Timestamp?, upper: Timestamp?)) -> [KeysetSegment] {
        let table = table(.named("devices_by_heartbeat"))
        let id = KeysetSegment.KeyColumn.integer("d.id")
        var heard = KeysetSegment(table, key: [.instant("d.last_heartbeat"), id], isKeyOptional: true)
        heard.narrow(after: bounds.lower, before: bounds.upper)
        guard bounds.lower == nil, bounds.upper == nil else { return [heard] }
        return [heard, KeysetSegment(table, pinned: [SQLCondition("d.last_heartbeat IS NULL")], key: [id])]
    }

    private static func table(_ index: ListTable.Index) -> ListTable {
        ListTable("devices", as: "d", index: index, columns: Device.columns)
    }

    private static let uid = KeysetSegment.KeyColumn.text("d.device_uid")
}
