import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// What a principal of another organization, of no scope, or of another device may do: nothing.
@Suite struct IsolationTests {
    @Test func `another organization's records do not exist`() async throws {
        try await withTwoOrganizations { fleet, eve in
            let (batch, sessions) = try await fleet.startBatch()
            let (services, updates) = (fleet.services, fleet.updates)
            let session = sessions[0]
            #expect(await code { try await services.organizations.organization(named: "acme", as: eve) } == "ORG_001")
            #expect(
                await code { try await services.organizations.update("acme", OrganizationChange(), as: eve) }
                    == "ORG_001")
            #expect(await code { try await services.devices.device(uid: "dev-001", as: eve) } == "DEVICE_001")
            #expect(await code { try await updates.batch(batch, as: eve) } == "BATCH_002")
            #expect(await code { try await updates.batchDevices(batch, as: eve, at: .first, limit: 1) } == "BATCH_002")
            #expect(await code { try await updates.live(batch, as: eve, limits: BatchLiveLimits()) } == "BATCH_002")
            #expect(
                await code { try await updates.check(uid: "dev-001", reportedVersion: nil, as: eve) } == "DEVICE_001")
            #expect(await code { try await updates.acknowledge(session, as: eve) } == "UPDATE_008")
            #expect(await code { try await updates.readBytes(session, offset: 0, size: 1, as: eve) } == "UPDATE_008")
            #expect(await code { try await updates.progress(session, percent: 1, bytes: 1, as: eve) } == "UPDATE_008")
            #expect(await code { try await updates.flashed(session, as: eve) } == "UPDATE_008")
            #expect(await code { try await updates.complete(session, checksum: "x", as: eve) } == "UPDATE_008")
            #expect(await code { try await updates.fail(session, reason: "x", as: eve) } == "UPDATE_008")
            #expect(await code { try await updates.cancelSession(session, as: eve) } == "UPDATE_008")
            #expect(try await fleet.session(session).updateStatus == .initiated)
        }
    }

    @Test func `lists leave another organization's records out`() async throws {
        try await withTwoOrganizations { fleet, eve in
            _ = try await fleet.startBatch()
            let services = fleet.services
            let organizations = try await services.organizations.page(
                of: OrganizationQuery(), at: .first, limit: 10, as: eve)
            #expect(organizations.rows.map(\.name) == ["beta"])
            #expect(
                try await Array(services.organizations.resolve(names: ["acme", "beta"], as: eve).keys) == ["beta"])
            let devices = try await services.devices.page(of: DeviceQuery(), at: .first, limit: 10, as: eve)
            #expect(devices.rows.map(\.deviceUID) == ["beta-001"])
            #expect(try await services.devices.count(of: DeviceQuery(), as: eve) == .exactly(1))
            for line in ["organization=acme", "uid=dev-001", "dev", "status=initiated"] {
                let query = DeviceQuery(filter: try Filter(line, of: DeviceOrder.self))
                #expect(try await services.devices.count(of: query, as: eve) == .exactly(0))
                for order in DeviceOrder.allCases {
                    let query = DeviceQuery(filter: query.filter, order: order)
                    let found = try await services.devices.page(of: query, at: .first, limit: 10, as: eve)
                    #expect(found.rows.isEmpty && found.continuation == nil, "\(line) by \(order)")
                }
            }
            let sessions = try await fleet.updates.page(of: SessionQuery(), at: .first, limit: 10, as: eve)
            #expect(sessions.rows.isEmpty)
            let events = try await fleet.updates.page(of: EventQuery(), at: .first, limit: 100, as: eve)
            #expect(events.rows.allSatisfy { $0.subject.organizationID == organizations.rows.first?.id })
            let cursor = try await fleet.updates.feed(after: nil, limit: 1, as: eve).cursor
            let both = ["dev-001", "beta-001"]
            _ = try await services.devices.setStatus(of: both, active: false, as: fleet.ada)
            let news = try await fleet.updates.feed(after: cursor, limit: 100, as: eve).events
            #expect(news.map(\.deviceUID) == ["beta-001"])
            #expect(try await fleet.updates.page(of: BatchQuery(), at: .first, limit: 10, as: eve).rows.isEmpty)
            #expect(try await fleet.updates.home(as: eve, endedLimit: 10).rollouts.isEmpty)
        }
    }

    @Test func `it creates over its own organization only`() async throws {
        try await withTwoOrganizations { fleet, eve in
            let services = fleet.services
            let new = NewOrganization.example(name: "new")
            #expect(await code { try await services.organizations.create(new, as: eve) } == "AUTH_003")
            let entry = RegistrationEntry(deviceUID: "cam-1", organizationID: fleet.acme.id)
            #expect(try await services.devices.register([entry], as: eve).failed.map(\.error.code) == ["ORG_001"])

            let mixed = BatchRequest(
                name: "mixed", firmware: .version("2.0.0"),
                target: .devices(ids: [fleet.devices[0].id], uids: ["dev-002", "beta-001"]))
            let created = try await fleet.updates.createBatch(mixed, as: eve)
            #expect(created.plan.included.map(\.deviceUID) == ["beta-001"])
            #expect(created.plan.skipped.map(\.reasonCode) == [.deviceUnknown, .deviceUnknown])
            #expect(created.batch.organizationID == eve.organization.organizationID)

            var whole = mixed
            whole.target = .organization("acme")
            #expect(await code { try await fleet.updates.planBatch(whole, as: eve) } == "ORG_001")
        }
    }

    @Test func `a request id of another organization tells nothing, and is free for one's own`() async throws {
        try await withTwoOrganizations { fleet, eve in
            var request = BatchRequest(
                name: "spring", firmware: .version("2.0.0"), target: .organization("acme"), requestID: "r-1")
            let first = try await fleet.updates.createBatch(request, as: fleet.ada)
            request.target = .organization("beta")
            let own = try await fleet.updates.createBatch(request, as: eve)
            #expect(!own.wasRepeat && own.batch.id != first.batch.id)
            #expect(try await fleet.updates.createBatch(request, as: eve).batch.id == own.batch.id)
        }
    }

    @Test func `a device acts for itself alone`() async throws {
        try await withFleet(devices: 2) { fleet in
            let (_, sessions) = try await fleet.startBatch(of: 1)
            let (own, other) = (fleet.device(0), fleet.device(1))
            #expect(await code { try await fleet.updates.acknowledge(sessions[0], as: other) } == "UPDATE_008")
            #expect(
                await code { try await fleet.updates.check(uid: "dev-001", reportedVersion: nil, as: other) }
                    == "DEVICE_001")
            #expect(await code { try await fleet.updates.cancelSession(sessions[0], as: own) } == "AUTH_003")
        }
    }

    @Test func `without a scope nothing goes`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            let nobody = Principal.operator("nobody", scopes: [])
            let (services, updates) = (fleet.services, fleet.updates)
            let request = BatchRequest(
                name: "spring", firmware: .version("2.0.0"), target: .organization("acme"))
            let found = [
                await code { try await services.organizations.create(.example(name: "new"), as: nobody) },
                await code { try await services.organizations.update("acme", OrganizationChange(), as: nobody) },
                await code { try await services.organizations.organization(named: "acme", as: nobody) },
                await code {
                    try await services.organizations.page(of: OrganizationQuery(), at: .first, limit: 1, as: nobody)
                },
                await code { try await services.organizations.count(of: OrganizationQuery(), as: nobody) },
                await code { try await services.organizations.resolve(names: ["acme"], as: nobody) },
                await code { try await services.devices.register([], as: nobody) },
                await code { try await services.devices.device(uid: "dev-001", as: nobody) },
                await code { try await services.devices.page(of: DeviceQuery(), at: .first, limit: 1, as: nobody) },
                await code { try await services.devices.count(of: DeviceQuery(), as: nobody) },
                await code { try await services.firmware.importFile(at: "/", as: .example(), by: nobody) },
                await code { try await services.firmware.promote("2.0.0", to: .deprecated, by: nobody) },
                await code { try await services.firmware.release(version: "2.0.0", as: nobody) },
                await code { try await services.firmware.page(of: FirmwareQuery(), at: .first, limit: 1, as: nobody) },
                await code { try await services.firmware.count(of: FirmwareQuery(), as: nobody) },
                await code { try await updates.page(of: SessionQuery(), at: .first, limit: 1, as: nobody) },
                await code { try await updates.count(of: SessionQuery(), as: nobody) },
                await code { try await updates.page(of: EventQuery(), at: .first, limit: 1, as: nobody) },
                await code { try await updates.count(of: EventQuery(), as: nobody) },
                await code { try await updates.feed(after: nil, limit: 1, as: nobody) },
                await code { try await updates.createBatch(request, as: nobody) },
                await code { try await updates.planBatch(request, as: nobody) },
                await code { try await updates.batch(batch, as: nobody) },
                await code { try await updates.page(of: BatchQuery(), at: .first, limit: 1, as: nobody) },
                await code { try await updates.batchDevices(batch, as: nobody, at: .first, limit: 1) },
                await code { try await updates.home(as: nobody, endedLimit: 1) },
                await code { try await updates.live(batch, as: nobody, limits: BatchLiveLimits()) },
                await code { try await updates.check(uid: "dev-001", reportedVersion: nil, as: nobody) },
                await code { try await updates.acknowledge(sessions[0], as: nobody) },
                await code { try await updates.cancelSession(sessions[0], as: nobody) },
            ]
            #expect(found == Array(repeating: "AUTH_003", count: found.count))
        }
    }

    @Test func `whoever holds devices:write may act for its devices`() async throws {
        try await withFleet { fleet in
            let (_, sessions) = try await fleet.startBatch()
            let bench = Principal.operator("bench", scopes: [.devicesWrite], organization: .one(fleet.acme.id))
            #expect(try await fleet.updates.acknowledge(sessions[0], as: bench).updateStatus == .acknowledged)
        }
    }

    /// `acme` with three devices, and a principal of `beta`, which has one.
    private func withTwoOrganizations(_ body: (StockedFleet, Principal) async throws -> Void) async throws {
        try await withFleet { fleet in
            let beta = try await fleet.services.repository.write { transaction in
                let beta = try transaction.insertOrganization(name: "beta")
                try transaction.insertDevices(1, in: beta.id, prefix: "beta")
                return beta
            }
            try await body(fleet, .operator("eve", organization: .one(beta.id)))
        }
    }
}
