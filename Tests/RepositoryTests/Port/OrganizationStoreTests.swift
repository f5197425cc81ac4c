import SlipwayCore
import TestSupport
import Testing

@Suite struct OrganizationStoreTests {
    @Test(arguments: ConformingDatabase.allCases)
    func `a new organization is active, free of devices and dated by the transaction`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let inserted = try await world.write { try $0.insert(NewOrganization.example(name: "acme")) }
            let expected = Organization(
                id: inserted.id, name: "acme", displayName: "acme", environment: .production, active: true,
                deviceLimit: 1_000, deviceCount: 0, halted: false, haltReach: nil, haltReleasedAt: nil,
                createdAt: world.clock.now, updatedAt: world.clock.now)
            #expect(inserted == expected)
            #expect(try await world.read { try $0.organization(inserted.id) } == expected)
            #expect(try await world.read { try $0.organization(named: "acme") } == expected)
            #expect(try await world.read { try $0.organizations([inserted.id]) } == [expected])
            #expect(try await world.read { try $0.organizations(named: ["acme", "other"]) } == [expected])
            #expect(try await world.read { try $0.organization(.init(99)) } == nil)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `an organization keeps its rule of bare signatures, at first that of the service`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            var acme = try await world.write { try $0.insertOrganization() }
            #expect(acme.bareSignatures == .inherited)
            for rule in BareSignatureRule.allCases {
                acme.bareSignatures = rule
                let changed = acme
                try await world.write { try $0.update(changed) }
                #expect(try await world.read { try $0.organization(changed.id)?.bareSignatures } == rule)
            }
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `names are unique byte by byte`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            try await world.write { try $0.insertOrganization(name: "acme") }
            try await world.write { try $0.insertOrganization(name: "Acme") }
            await #expect(throws: SlipwayError.organizationNameTaken("acme")) {
                try await world.write { try $0.insertOrganization(name: "acme") }
            }
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a page in any direction is in ascending order of the names' bytes`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let names = ["Beta", "alpha", "gamma", "Ähre", "delta"]
            try await world.write { for name in names { try $0.insertOrganization(name: name) } }
            let page = { (position: PagePosition<String>, limit: Int) in
                let anchored = position.mapKey { ListAnchor(segment: 0, key: [.text($0)]) }
                return try await world.read {
                    try $0.page(of: OrganizationQuery(), in: .all, at: anchored, limit: limit).rows.map(\.name)
                }
            }
            #expect(try await page(.first, 9) == ["Beta", "alpha", "delta", "gamma", "Ähre"])
            #expect(try await page(.first, 2) == ["Beta", "alpha"])
            #expect(try await page(.after("alpha"), 2) == ["delta", "gamma"])
            #expect(try await page(.before("gamma"), 2) == ["alpha", "delta"])
            #expect(try await page(.last, 2) == ["gamma", "Ähre"])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a halt that ends, or a return to activity, leaves its instant behind`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            var organization = try await world.write { try $0.insertOrganization(halted: true) }
            #expect(organization.halted)
            #expect(organization.haltReleasedAt == nil)
            world.clock.advance(by: .seconds(60))
            let released = world.clock.now
            organization.halted = false
            organization = try await world.updated(organization)
            #expect(organization.haltReleasedAt == released)
            world.clock.advance(by: .seconds(60))
            organization.displayName = "Acme & Sons"
            organization.active = false
            organization = try await world.updated(organization)
            #expect(organization.haltReleasedAt == released)
            #expect(organization.displayName == "Acme & Sons")
            organization.active = true
            organization = try await world.updated(organization)
            #expect(organization.haltReleasedAt == world.clock.now)
        }
    }
}

extension DatabaseWorld {
    fileprivate func updated(_ organization: Organization) async throws -> Organization {
        try await write { transaction in
            try transaction.update(organization)
            return try transaction.organization(organization.id) ?? organization
        }
    }
}
