import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct OrganizationServiceTests {
    @Test func `an organization is created with an event`() async throws {
        try await withFleet(devices: 0) { fleet in
            let beta = try await fleet.services.organizations.create(
                NewOrganization(name: "beta", environment: .staging), as: fleet.ada)
            #expect(beta.displayName == "beta")
            #expect(beta.deviceLimit == 100)
            let event = try await fleet.events().last
            #expect(event?.kind == .organizationCreated)
            #expect(event?.subject.organizationID == beta.id)
            #expect(event?.actorName == "ada")
        }
    }

    @Test(arguments: [("", "ORG_004"), ("  ", "ORG_004"), ("acme", "ORG_005"), ("a\u{7}", "REQUEST_001")])
    func `a name is needed, free and printable`(name: String, expected: String) async throws {
        try await withFleet(devices: 0) { fleet in
            let new = NewOrganization(name: name, environment: .staging)
            #expect(await code { try await fleet.services.organizations.create(new, as: fleet.ada) } == expected)
        }
    }

    @Test func `an organization whose name would be refused today is changed all the same`() async throws {
        try await withFleet(devices: 0) { fleet in
            let name = "be\u{A0}ta"
            let new = NewOrganization(name: name, environment: .staging)
            #expect(await code { try await fleet.services.organizations.create(new, as: fleet.ada) } == "REQUEST_001")
            _ = try await fleet.services.repository.write { try $0.insertOrganization(name: name) }
            let change = OrganizationChange(deviceLimit: 5)
            let changed = try await fleet.services.organizations.update(name, change, as: fleet.ada)
            #expect(changed.deviceLimit == 5)
        }
    }

    @Test func `a time zone is one that there is, and UTC at first`() async throws {
        try await withFleet(devices: 0) { fleet in
            let organizations = fleet.services.organizations
            #expect(fleet.acme.timeZone == "UTC")
            let berlin = try await organizations.update("acme", .init(timeZone: "Europe/Berlin"), as: fleet.ada)
            #expect(berlin.timeZone == "Europe/Berlin")
            for name in ["Mars/Phobos", "", "Berlin"] {
                let fault = FieldFault(
                    field: "time_zone",
                    fault: name.isEmpty
                        ? "is empty" : "is not a time zone such as Europe/Berlin or UTC")
                await #expect(throws: SlipwayError.invalidRequest([fault])) {
                    try await organizations.update("acme", .init(timeZone: name), as: fleet.ada)
                }
                let new = NewOrganization(name: "beta", environment: .staging, timeZone: name)
                await #expect(throws: SlipwayError.invalidRequest([fault])) {
                    try await organizations.create(new, as: fleet.ada)
                }
            }
            let new = NewOrganization(name: "beta", environment: .staging, timeZone: "Australia/Lord_Howe")
            #expect(try await organizations.create(new, as: fleet.ada).timeZone == "Australia/Lord_Howe")
        }
    }

    @Test func `a change is written and says what it changed`() async throws {
        try await withFleet(devices: 0) { fleet in
            let change = OrganizationChange(
                displayName: "Acme Corp", environment: .staging, active: false, deviceLimit: 5)
            let changed = try await fleet.services.organizations.update("acme", change, as: fleet.ada)
            #expect(changed.displayName == "Acme Corp")
            #expect(changed.environment == .staging)
            #expect(!changed.active)
            #expect(changed.deviceLimit == 5)
            #expect(try await fleet.eventKinds() == [.organizationUpdated])
            #expect(
                try await fleet.events().last?.detail
                    == "display name Acme Corp, environment staging, inactive, device limit 1000 to 5")
            #expect(try await fleet.services.organizations.update("acme", change, as: fleet.ada) == changed)
            #expect(try await fleet.eventKinds() == [.organizationUpdated])
        }
    }

    @Test func `a bad change and an unknown name are refused`() async throws {
        try await withFleet(devices: 0) { fleet in
            let organizations = fleet.services.organizations
            let change = OrganizationChange(deviceLimit: -1)
            #expect(await code { try await organizations.update("acme", change, as: fleet.ada) } == "REQUEST_001")
            #expect(await code { try await organizations.update("ghost", change, as: fleet.ada) } == "ORG_001")
            #expect(await code { try await organizations.organization(named: "ghost", as: fleet.ada) } == "ORG_001")
        }
    }

    @Test func `names are resolved set-wise, and listed in their order`() async throws {
        try await withFleet(devices: 0) { fleet in
            let organizations = fleet.services.organizations
            _ = try await organizations.create(.example(name: "aaa"), as: fleet.ada)
            let found = try await organizations.resolve(names: ["acme", "ghost"], as: fleet.ada)
            #expect(found.mapValues(\.id) == ["acme": fleet.acme.id])
            let listed = try await organizations.page(
                of: OrganizationQuery(), at: .first, limit: 10, as: fleet.ada)
            #expect(listed.rows.map(\.name) == ["aaa", "acme"])
        }
    }
}
