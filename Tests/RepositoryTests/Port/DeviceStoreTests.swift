import SlipwayCore
import TestSupport
import Testing

@Suite struct DeviceStoreTests {
    @Test(arguments: ConformingDatabase.allCases)
    func `a registered device is known by its id, its uid and its serial`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let organization = try await world.write { try $0.insertOrganization() }
            let inserted = try await world.write {
                try $0.insert([.example(uid: "a", serialNumber: "1", in: organization.id, tokenHash: "t")])
            }
            let device = try #require(inserted.first)
            let expected = Device(
                id: device.id, deviceUID: "a", serialNumber: "1", organizationID: organization.id,
                organizationName: "acme", firmwareVersion: "", hardwareVersion: "rev-a", active: true,
                updatesEnabled: true, lastHeartbeat: nil, reportedVersion: nil, reportedAt: nil,
                createdAt: world.clock.now, updatedAt: world.clock.now)
            #expect(inserted == [expected])
            #expect(try await world.read { try $0.device(device.id) } == expected)
            #expect(try await world.read { try $0.device(uid: "a") } == expected)
            #expect(try await world.read { try $0.device(uid: "A") } == nil)
            #expect(try await world.read { try $0.devices(uids: ["a"], serials: ["1"]) } == [expected])
            #expect(try await world.read { try $0.devices(uids: [], serials: ["1", "2"]) } == [expected])
            #expect(try await world.read { try $0.devices(uids: ["1"], serials: ["a"]) } == [])
            let registered = RegisteredDevice(device: expected, tokenHash: "t")
            #expect(try await world.read { try $0.registered(uid: "a") } == registered)
            #expect(try await world.read { try $0.registered(uid: "A") } == nil)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `whether a device has a token is told without the token`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let (device, other) = try await world.write { transaction in
                let organization = try transaction.insertOrganization()
                let devices = try transaction.insert([
                    .example(uid: "a", serialNumber: "1", in: organization.id, tokenHash: "t"),
                    .example(uid: "b", serialNumber: "2", in: organization.id, tokenHash: "u"),
                ])
                return (devices[0].id, devices[1].id)
            }
            let claims: Set = [
                TokenClaim(device: device, hash: "t"), TokenClaim(device: device, hash: "u"),
                TokenClaim(device: other, hash: "t"), TokenClaim(device: other, hash: ""),
                TokenClaim(device: .init(99), hash: "t"),
            ]
            let proven = try await world.read { try $0.proven(claims) }
            #expect(proven == [TokenClaim(device: device, hash: "t")])
            try await world.write { try $0.setTokenHash(nil, of: other) }
            let having = try await world.read { reader in try [device, other, .init(99)].map(reader.hasToken) }
            #expect(having == [true, false, false])
            #expect(try await world.read { try $0.proven([TokenClaim(device: other, hash: "u")]) } == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `devices whose uid or serial is taken are left out and the others counted`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let organization = try await world.write { try $0.insertOrganization() }
            let new: [NewDevice] = [
                .example(uid: "a", serialNumber: "1", in: organization.id),
                .example(uid: "a", serialNumber: "2", in: organization.id),
                .example(uid: "b", serialNumber: "1", in: organization.id),
                .example(uid: "c\"\\\n\u{1}é", serialNumber: "3", in: organization.id),
            ]
            let inserted = try await world.write { try $0.insert(new) }
            #expect(inserted.map(\.deviceUID) == ["a", "c\"\\\n\u{1}é"])
            #expect(try await world.write { try $0.insert(new) } == [])
            #expect(try await world.read { try $0.organization(organization.id)?.deviceCount } == 2)
            #expect(try await world.read { try $0.deviceCount(in: .all) } == 2)
            #expect(try await world.read { try $0.deviceCount(in: .one(organization.id)) } == 2)
            #expect(try await world.read { try $0.deviceCount(in: .one(.init(99))) } == 0)
            #expect(try await world.wrongFigures() == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a prefix is a range of bytes, whatever characters it holds`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let uids = ["a%1", "a_1", "ab1", "AB1", "b", "é1", "\u{10FFFF}1"]
            let organization = try await world.write { try $0.insertOrganization() }
            try await world.write { try $0.insert(uids.map { NewDevice.example(uid: $0, in: organization.id) }) }
            let found = { (prefix: String) in
                try await world.read {
                    try $0.page(
                        of: DeviceQuery(filter: Filter([FilterTerm(.prefix(prefix))])), in: .one(organization.id),
                        at: .first, limit: 9
                    ).rows.map(\.deviceUID)
                }
            }
            #expect(try await found("a%") == ["a%1"])
            #expect(try await found("a_") == ["a_1"])
            #expect(try await found("a") == ["a%1", "a_1", "ab1"])
            #expect(try await found("é") == ["é1"])
            #expect(try await found("\u{10FFFF}") == ["\u{10FFFF}1"])
            #expect(try await found("").count == 7)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `paging shows each device once while others come`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let organization = try await world.write { try $0.insertOrganization() }
            let other = try await world.write { try $0.insertOrganization(name: "other") }
            try await world.write { try $0.insertDevices(5, in: organization.id) }
            try await world.write { try $0.insertDevices(5, in: other.id, prefix: "dew") }
            let page = { (scope: OrganizationScope, position: PagePosition<String>) in
                let anchored = position.mapKey { ListAnchor(segment: 0, key: [.text($0)]) }
                return try await world.read {
                    try $0.page(of: DeviceQuery(), in: scope, at: anchored, limit: 2).rows.map(\.deviceUID)
                }
            }
            let own = OrganizationScope.one(organization.id)
            #expect(try await page(own, .first) == ["dev-001", "dev-002"])
            try await world.write { try $0.insert([.example(uid: "dev-0011", in: organization.id)]) }
            #expect(try await page(own, .after("dev-002")) == ["dev-003", "dev-004"])
            #expect(try await page(own, .after("dev-004")) == ["dev-005"])
            #expect(try await page(own, .before("dev-002")) == ["dev-001", "dev-0011"])
            #expect(try await page(own, .last) == ["dev-004", "dev-005"])
            #expect(try await page(.all, .after("dev-005")) == ["dew-001", "dew-002"])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `only what is given of the status changes`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let organization = try await world.write { try $0.insertOrganization() }
            let device = try await world.write { try $0.insertDevices(1, in: organization.id)[0] }
            try await world.write { try $0.setStatus(of: [device.id], active: false, updatesEnabled: nil) }
            var found = try await world.read { try $0.device(device.id) }
            #expect(found?.active == false)
            #expect(found?.updatesEnabled == true)
            try await world.write { try $0.setStatus(of: [device.id], active: nil, updatesEnabled: false) }
            found = try await world.read { try $0.device(device.id) }
            #expect(found?.active == false)
            #expect(found?.updatesEnabled == false)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `an organization's limit holds when many register at once`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let organization = try await world.write { try $0.insertOrganization(deviceLimit: 25) }
            let accepted = try await withThrowingTaskGroup(of: Int.self) { group in
                for caller in 0..<8 {
                    group.addTask {
                        let entries = (0..<10).map { NewDevice.example(uid: "d-\(caller)-\($0)", in: organization.id) }
                        return try await world.write { try $0.register(entries) }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(accepted == 25)
            #expect(try await world.read { try $0.organization(organization.id)?.deviceCount } == 25)
            #expect(try await world.wrongFigures() == [])
        }
    }
}
