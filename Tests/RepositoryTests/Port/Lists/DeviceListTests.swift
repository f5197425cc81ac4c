import SlipwayCore
import TestSupport
import Testing

/// Every list of devices is what Swift makes of all devices.
@Suite struct DeviceListTests {
    typealias ListedDevice = ListedFleet.ListedDevice

    struct Rule: Sendable {
        let line: String
        let isCurrent: @Sendable (ListedDevice, _ now: Timestamp) -> Bool
    }

    static let rules = [
        Rule(line: "", isCurrent: { _, _ in true }),
        Rule(line: "uid=gw-10", isCurrent: { listed, _ in listed.device.deviceUID == "gw-10" }),
        Rule(line: "serial!=sn-98", isCurrent: { listed, _ in listed.device.serialNumber != "sn-98" }),
        Rule(line: "organization=acme", isCurrent: { listed, _ in listed.device.organizationName == "acme" }),
        Rule(line: "organization!=acme", isCurrent: { listed, _ in listed.device.organizationName != "acme" }),
        Rule(
            line: "organization=acme and organization=\"Other, \\\"Inc\\\"\"", isCurrent: { _, _ in false }),
        Rule(line: "organization=nobody", isCurrent: { _, _ in false }),
        Rule(line: "firmware=1.1.0", isCurrent: { listed, _ in listed.device.firmwareVersion == "1.1.0" }),
        Rule(
            line: "firmware in(1.1.0,1.2.0)",
            isCurrent: { listed, _ in ["1.1.0", "1.2.0"].contains(listed.device.firmwareVersion) }),
        Rule(
            line: "firmware!=in(1.1.0,\"\")",
            isCurrent: { listed, _ in !["1.1.0", ""].contains(listed.device.firmwareVersion) }),
        Rule(
            line: "organization=acme and firmware=1.2.0 and active=yes",
            isCurrent: { listed, _ in
                listed.device.organizationName == "acme" && listed.device.firmwareVersion == "1.2.0"
                    && listed.device.active
            }),
        Rule(line: "hardware=rev-a", isCurrent: { listed, _ in listed.device.hardwareVersion == "rev-a" }),
        Rule(line: "active=no", isCurrent: { listed, _ in !listed.device.active }),
        Rule(line: "updates!=yes", isCurrent: { listed, _ in !listed.device.updatesEnabled }),
        Rule(
            line: "seen<90m",
            isCurrent: { listed, now in listed.device.lastHeartbeat.map { $0 > now - .seconds(5_400) } ?? false }),
        Rule(
            line: "seen>80m and seen<2h",
            isCurrent: { listed, now in
                listed.device.lastHeartbeat.map { $0 < now - .seconds(4_800) && $0 > now - .seconds(7_200) } ?? false
            }),
        Rule(
            line: "seen>80m and seen>90m",
            isCurrent: { listed, now in listed.device.lastHeartbeat.map { $0 < now - .seconds(5_400) } ?? false }),
        Rule(line: "status=failed", isCurrent: { listed, _ in listed.status == .failed }),
        Rule(
            line: "status!=in(failed,initiated)",
            isCurrent: { listed, _ in listed.status != .failed && listed.status != .initiated }),
    ]

    @Test(arguments: ConformingDatabase.allCases, DeviceOrder.allCases)
    func `every order, filter and scope is read alike forwards and backwards`(
        database: ConformingDatabase, order: DeviceOrder
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await ListedFleet(in: world)
            for scope in [OrganizationScope.all, .one(fleet.acme.id), .one(fleet.other.id), .one(.init(99))] {
                for (rule, isReversed) in Self.rules.flatMap({ [($0, false), ($0, true)] }) {
                    let expected = fleet.devices
                        .filter { scope.contains($0.device.organizationID) && rule.isCurrent($0, fleet.now) }
                        .map(\.device).sorted { order.places($0, before: $1) }
                    let query = DeviceQuery(
                        filter: try Filter(rule.line, of: DeviceOrder.self), order: order, isReversed: isReversed)
                    let found = try await Self.uids(query, in: scope, of: world)
                    let uids = (isReversed ? expected.reversed() : expected).map(\.deviceUID)
                    let note = "\(rule.line) in \(scope), reversed \(isReversed)"
                    #expect(found.forward == uids, "\(note)")
                    #expect(found.backward == uids, "\(note)")
                    #expect(try await world.read { try $0.count(of: query, in: scope) } == .exactly(uids.count))
                }
            }
        }
    }

    @Test(arguments: ConformingDatabase.allCases, DeviceOrder.allCases)
    func `what stands around any row is found from its anchor`(
        database: ConformingDatabase, order: DeviceOrder
    ) async throws {
        try await database.withWorld { world in
            _ = try await ListedFleet(in: world)
            for isReversed in [false, true] {
                let query = DeviceQuery(order: order, isReversed: isReversed)
                let reading = try await world.read { reader in
                    try ListReading(limit: 7, withNeighbours: true) {
                        try reader.page(of: query, in: .all, at: $0, limit: $1).map(\.deviceUID)
                    }
                }
                for (index, found) in reading.neighbours.enumerated() {
                    #expect(found.before == Array(reading.forward[..<index].suffix(2)))
                    #expect(found.after == Array(reading.forward[(index + 1)...].prefix(2)))
                }
            }
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a word shows what begins so by uid, and then by serial, each device once`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await ListedFleet(in: world)
            for scope in [OrganizationScope.all, .one(fleet.acme.id)] {
                for prefix in ["gw", "gw-1", "de", "é", "G", "sn-9", "x", ""] {
                    let visible = fleet.devices.map(\.device).filter { scope.contains($0.organizationID) }
                    let byUID = visible.filter { $0.deviceUID.utf8.starts(with: prefix.utf8) }
                        .sorted { $0.deviceUID.isBefore($1.deviceUID) }
                    let bySerial = visible.filter { device in
                        device.serialNumber.utf8.starts(with: prefix.utf8) && !byUID.contains(device)
                    }.sorted { $0.serialNumber.isBefore($1.serialNumber) }
                    let expected = (byUID + bySerial).map(\.deviceUID)
                    for order in DeviceOrder.allCases {
                        let query = DeviceQuery(filter: Filter([FilterTerm(.prefix(prefix))]), order: order)
                        let found = try await Self.uids(query, in: scope, of: world)
                        #expect(found.forward == expected, "\(prefix) by \(order)")
                        #expect(found.backward == expected, "\(prefix) by \(order)")
                        #expect(try await world.read { try $0.count(of: query, in: scope) } == .exactly(expected.count))
                    }
                }
            }
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a page goes on though its anchor has moved and others came`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            _ = try await ListedFleet(in: world)
            let query = DeviceQuery(order: .seen)
            let before = try await world.read { reader in
                try reader.everything { try reader.page(of: query, in: .all, at: $0, limit: 9) }
            }
            let page = try await world.read { try $0.page(of: query, in: .all, at: .first, limit: 5) }
            let anchor = try #require(page.continuation)
            try await world.write { transaction in
                try transaction.report(nil, from: page.entries[4].row.id)
                let devices = try transaction.insertDevices(
                    2, in: page.entries[0].row.organizationID, prefix: "new", version: "")
                try transaction.report(nil, from: devices[0].id)
            }
            let rest = try await world.read { reader in
                try ListReading(limit: 4) { position, limit in
                    let place = position == .first ? PagePosition.after(anchor) : position
                    return try reader.page(of: query, in: .all, at: place, limit: limit).map(\.deviceUID)
                }
            }
            let left = before.dropFirst(5)
            let heard = left.prefix { $0.lastHeartbeat != nil }
            let expected = heard.map(\.deviceUID) + ["new-002"] + left.dropFirst(heard.count).map(\.deviceUID)
            #expect(rest.forward == expected)
        }
    }

    private static func uids(
        _ query: DeviceQuery, in scope: OrganizationScope, of world: DatabaseWorld
    ) async throws -> ListReading<String> {
        try await world.read { reader in
            try ListReading(limit: 5) {
                try reader.page(of: query, in: scope, at: $0, limit: $1).map(\.deviceUID)
            }
        }
    }
}

extension DeviceOrder {
    /// The rule of the order, the lesser key first where it is not descending.
    fileprivate func places(_ left: Device, before right: Device) -> Bool {
        switch self {
        case .uid: left.deviceUID.isBefore(right.deviceUID)
        case .firmware:
            left.firmwareVersion == right.firmwareVersion
                ? left.deviceUID.isBefore(right.deviceUID) : left.firmwareVersion.isBefore(right.firmwareVersion)
        case .organization:
            left.organizationName == right.organizationName
                ? left.deviceUID.isBefore(right.deviceUID) : left.organizationName.isBefore(right.organizationName)
        case .seen:
            switch (left.lastHeartbeat, right.lastHeartbeat) {
            case (let left?, let right?) where left != right: left > right
            case (_?, nil): true
            case (nil, _?): false
            case (_?, _?), (nil, nil): left.id > right.id
            }
        }
    }
}

extension String {
    /// As databases compare texts: byte by byte.
    func isBefore(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
