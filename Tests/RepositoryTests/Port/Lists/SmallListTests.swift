import SlipwayCore
import TestSupport
import Testing

/// Organizations and releases.
@Suite struct SmallListTests {
    @Test(arguments: ConformingDatabase.allCases)
    func `organizations are read alike forwards and backwards, by name`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let all = try await world.write { transaction in
                try ["beta", "alpha", "Beta", "gamma", "Ähre", "alp"].enumerated().map { number, name in
                    try transaction.insertOrganization(
                        name: name, active: number % 2 == 0, halted: number % 3 == 0)
                }
            }
            let rules: [(line: String, isCurrent: @Sendable (Organization) -> Bool)] = [
                ("", { _ in true }), ("name=beta", { $0.name == "beta" }), ("name!=beta", { $0.name != "beta" }),
                ("environment=production", { $0.environment == .production }),
                ("environment=staging", { $0.environment == .staging }), ("active=no", { !$0.active }),
                ("halted=yes and active=yes", { $0.halted && $0.active }), ("alp", { $0.name.hasPrefix("alp") }),
            ]
            for scope in [OrganizationScope.all, .one(all[1].id), .one(.init(99))] {
                for (rule, isReversed) in rules.flatMap({ [($0, false), ($0, true)] }) {
                    let query = OrganizationQuery(
                        filter: try Filter(rule.line, of: OrganizationOrder.self), isReversed: isReversed)
                    let found = try await world.read { reader in
                        try ListReading(limit: 2) { try reader.page(of: query, in: scope, at: $0, limit: $1) }
                    }
                    let sorted = all.filter { scope.contains($0.id) && rule.isCurrent($0) }
                        .sorted { $0.name.isBefore($1.name) }
                    let expected = (isReversed ? sorted.reversed() : sorted).map(\.name)
                    #expect(found.forward.map(\.name) == expected, "\(rule.line) in \(scope)")
                    #expect(found.backward.map(\.name) == expected, "\(rule.line) in \(scope)")
                    #expect(try await world.read { try $0.count(of: query, in: scope) } == .exactly(expected.count))
                }
            }
        }
    }

    @Test(arguments: ConformingDatabase.allCases, FirmwareOrder.allCases)
    func `releases are read alike forwards and backwards`(
        database: ConformingDatabase, order: FirmwareOrder
    ) async throws {
        try await database.withWorld { world in
            let versions = ["1.10.0", "1.9.0", "2.0.0-rc.2", "2.0.0-rc.10", "2.0.0", "v2.0.0.1", "0.9.0"]
            let all = try await world.write { transaction in
                try versions.enumerated().map { number, version in
                    try transaction.insertRelease(
                        version: version, channel: ReleaseChannel.allCases[number % 3],
                        status: FirmwareReleaseStatus.allCases[number % 2 + 1])
                }
            }
            let rules: [(line: String, isCurrent: @Sendable (FirmwareRelease) -> Bool)] = [
                ("", { _ in true }), ("version=1.9.0", { $0.version == "1.9.0" }),
                ("channel=beta", { $0.releaseChannel == .beta }), ("channel!=beta", { $0.releaseChannel != .beta }),
                ("channel=alpha and status=approved", { $0.releaseChannel == .alpha && $0.releaseStatus == .approved }),
                ("status in(approved,draft)", { $0.releaseStatus == .approved }),
                ("2.0", { $0.version.hasPrefix("2.0") }),
                ("version<2.0-rc.10", { ["2.0.0-rc.2", "1.10.0", "1.9.0", "0.9.0"].contains($0.version) }),
            ]
            let newest = ["v2.0.0.1", "2.0.0", "2.0.0-rc.10", "2.0.0-rc.2", "1.10.0", "1.9.0", "0.9.0"]
            for (rule, isReversed) in rules.flatMap({ [($0, false), ($0, true)] }) {
                let query = FirmwareQuery(
                    filter: try Filter(rule.line, of: FirmwareOrder.self), order: order, isReversed: isReversed)
                let found = try await world.read { reader in
                    try ListReading(limit: 2) { try reader.page(of: query, in: .all, at: $0, limit: $1) }
                }
                let matching = Set(all.filter(rule.isCurrent).map(\.version))
                let ordered = (order == .version ? newest : versions.reversed()).filter { matching.contains($0) }
                let expected = isReversed ? ordered.reversed() : ordered
                #expect(found.forward.map(\.version) == expected, "\(rule.line) by \(order)")
                #expect(found.backward.map(\.version) == expected, "\(rule.line) by \(order)")
                #expect(try await world.read { try $0.count(of: query, in: .all) } == .exactly(expected.count))
            }
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `batches are read alike forwards and backwards, by whoever may see them`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await ListedFleet(in: world)
            let all = try await world.read { reader in
                try fleet.batches.compactMap { try reader.batch($0.id) }
            }
            let rules: [(line: String, isCurrent: @Sendable (BatchRow) -> Bool)] = [
                ("", { _ in true }), ("name=autumn", { $0.batch.name == "autumn" }),
                ("aut", { $0.batch.name.hasPrefix("aut") }), ("firmware=3.0.0", { $0.firmwareVersion == "3.0.0" }),
                ("status=in_progress", { $0.batch.status == .inProgress }), ("status=failed", { _ in false }),
                ("organization=acme", { $0.organizationName == "acme" }), ("created<5m", { $0.batch.name == "autumn" }),
            ]
            #expect(all.count == 2)
            for scope in [OrganizationScope.all, .one(fleet.acme.id), .one(.init(99))] {
                let seen = try await world.read { reader in
                    try reader.page(of: BatchQuery(isReversed: true), in: scope, at: .first, limit: 100).rows
                }
                #expect(seen.map(\.batch) == all.filter { scope.contains($0.organizationID) })
                for (rule, isReversed) in rules.flatMap({ [($0, false), ($0, true)] }) {
                    let query = BatchQuery(filter: try Filter(rule.line, of: BatchOrder.self), isReversed: isReversed)
                    let found = try await world.read { reader in
                        try ListReading(limit: 1) { try reader.page(of: query, in: scope, at: $0, limit: $1) }
                    }
                    let oldest = seen.filter(rule.isCurrent)
                    let expected = isReversed ? oldest : oldest.reversed()
                    #expect(found.forward == expected, "\(rule.line) in \(scope)")
                    #expect(found.backward == expected, "\(rule.line) in \(scope)")
                    #expect(try await world.read { try $0.count(of: query, in: scope) } == .exactly(expected.count))
                }
            }
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `the devices of a batch are narrowed by what became of them`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let fleet = try await ListedFleet(in: world)
            let rows = try await world.read { reader in
                try reader.devices(ofBatch: fleet.batches[0].id, filter: .none, at: .first, limit: 100)
            }
            #expect(rows.count == 9)
            let key = ReasonKey.masking("bad image 7").rawValue
            let rules: [(line: String, isCurrent: @Sendable (BatchDeviceRow) -> Bool)] = [
                ("uid=gw-10", { $0.deviceUID == "gw-10" }), ("gw", { $0.deviceUID.hasPrefix("gw") }),
                ("status=failed", { $0.batchDevice.status == .failed }),
                ("status!=failed", { $0.batchDevice.status != .failed }),
                ("reason=\"\(key)\"", { $0.batchDevice.reasonKey == key }),
                ("silent=yes", { $0.batchDevice.silentAt != nil }),
                (
                    "silent=no and status=initiated",
                    { $0.batchDevice.silentAt == nil && $0.session?.updateStatus.isFinal == false }
                ),
                ("from=1.1.0", { $0.batchDevice.fromVersion == "1.1.0" }),
                ("hardware=rev-b", { $0.batchDevice.hardwareVersion == "rev-b" }),
            ]
            try await world.write { transaction in
                try transaction.setSilent([rows[3].batchDevice.id: .acknowledged])
            }
            let silenced = try await world.read { reader in
                try reader.devices(ofBatch: fleet.batches[0].id, filter: .none, at: .first, limit: 100)
            }
            #expect(silenced.contains { $0.batchDevice.silentAt != nil })
            let parser = FilterParser(fields: BatchDeviceFields.all, searched: BatchDeviceFields.searched)
            for rule in rules {
                let filter = try parser.filter(rule.line)
                let found = try await world.read { reader in
                    try reader.devices(ofBatch: fleet.batches[0].id, filter: filter, at: .last, limit: 100)
                }
                #expect(found == silenced.filter(rule.isCurrent), "\(rule.line)")
            }
        }
    }
}
