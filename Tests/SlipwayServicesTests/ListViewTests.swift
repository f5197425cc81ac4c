import Logging
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// What a screen shows of a list.
@Suite struct ListViewTests {
    @Test func `it has what the page and the count say, and the mark of that moment`() async throws {
        try await withFleet { fleet in
            let (services, updates) = (fleet.services, fleet.updates)
            let devices = try await Self.devices(fleet, as: fleet.ada)
            #expect(
                try await devices.page.rows
                    == services.devices.page(of: DeviceQuery(), at: .first, limit: 2, as: fleet.ada).rows)
            #expect(devices.page.rows.count == 2 && devices.page.continuation != nil)
            #expect(devices.count == .exactly(3))
            let mark = try await updates.changeMark()
            #expect(devices.mark == mark)
        }
    }

    @Test func `it brings the settings of that moment`() async throws {
        try await withFleet { fleet in
            let shared = Services(repository: fleet.services.repository, logger: .quiet).sharedSettings
            _ = try await fleet.services.sharedSettings.set("typed_count_from", to: "7", by: fleet.ada)
            let before = shared.latest
            _ = try await fleet.services.devices.view(
                of: DeviceQuery(), at: .first, limit: 2, as: fleet.ada, following: shared)
            #expect(shared.latest != before)
            #expect(shared.latest == fleet.services.sharedSettings.latest)
        }
    }

    @Test func `it shows those of one organization what is theirs, and nothing without a scope`() async throws {
        try await withFleet { fleet in
            _ = try await fleet.startBatch()
            let beta = try await fleet.services.repository.write { transaction in
                let beta = try transaction.insertOrganization(name: "beta")
                try transaction.insertDevices(1, in: beta.id, prefix: "beta")
                return beta
            }
            let eve = Principal.operator("eve", organization: .one(beta.id))
            let services = fleet.services
            let devices = try await Self.devices(fleet, as: eve)
            #expect(devices.page.rows.map(\.deviceUID) == ["beta-001"] && devices.count == .exactly(1))
            let organizations = try await services.organizations.view(
                of: OrganizationQuery(), at: .first, limit: 9, as: eve, following: services.sharedSettings)
            #expect(organizations.page.rows.map(\.name) == ["beta"] && organizations.count == .exactly(1))
            let batches = try await fleet.updates.view(
                of: BatchQuery(), at: .first, limit: 9, as: eve, following: services.sharedSettings)
            #expect(batches.page.rows.isEmpty && batches.count == .exactly(0))
            let sessions = try await fleet.updates.view(
                of: SessionQuery(), at: .first, limit: 9, as: eve, following: services.sharedSettings)
            #expect(sessions.page.rows.isEmpty && sessions.count == .exactly(0))
            let events = try await fleet.updates.view(
                of: EventQuery(), at: .first, limit: 9, as: eve, following: services.sharedSettings)
            #expect(events.page.rows.allSatisfy { $0.subject.organizationID == beta.id })
            let token = try await services.authentication.create(
                AccessTokenRequest(description: "theirs", scopes: [.admin], organization: "acme"), as: fleet.ada)
            #expect(token.record.organizationID == fleet.acme.id)
            let tokens = try await services.authentication.view(
                of: AccessTokenQuery(), at: .first, limit: 9, as: eve, following: services.sharedSettings)
            #expect(tokens.page.rows.isEmpty && tokens.count == .exactly(0))
            let nobody = Principal.operator("nobody", scopes: [])
            let refusals = [
                await code { try await Self.devices(fleet, as: nobody) },
                await code {
                    try await services.firmware.view(
                        of: FirmwareQuery(), at: .first, limit: 9, as: nobody, following: services.sharedSettings)
                },
                await code {
                    try await fleet.updates.view(
                        of: EventQuery(), at: .first, limit: 9, as: nobody, following: services.sharedSettings)
                },
            ]
            #expect(refusals == Array(repeating: "AUTH_003", count: refusals.count))
        }
    }

    private static func devices(_ fleet: StockedFleet, as principal: Principal) async throws -> ListView<Device> {
        try await fleet.services.devices.view(
            of: DeviceQuery(), at: .first, limit: 2, as: principal, following: fleet.services.sharedSettings)
    }
}
