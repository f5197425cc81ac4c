import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct HaltTests {
    @Test(arguments: Stop.allCases)
    func `a stop takes effect with its return, and its end gives the devices on`(stop: Stop) async throws {
        try await withFleet(devices: 4) { fleet in
            let (batch, sessions) = try await fleet.startBatch(of: 4)
            for (index, state) in [(1, UpdateSessionState.acknowledged), (2, .downloading), (3, .downloading)] {
                try await fleet.take(sessions[index], of: index, to: state)
            }
            let updates = fleet.updates
            try await stop.begin(fleet, batch)
            for (index, session) in sessions.enumerated() {
                let device = fleet.device(index)
                let uid = fleet.devices[index].deviceUID
                #expect(
                    try await updates.check(uid: uid, reportedVersion: nil, as: device)
                        == .none(pollAfter: .seconds(300)))
                #expect(
                    await code { try await updates.readBytes(session, offset: 0, size: 1, as: device) }
                        == "UPDATE_014")
            }
            #expect(await code { try await updates.acknowledge(sessions[0], as: fleet.device(0)) } == "UPDATE_014")

            let device = fleet.device(3)
            #expect(try await updates.progress(sessions[3], percent: 9, bytes: 9, as: device).progressPercent == 9)
            #expect(try await updates.flashed(sessions[3], as: device).updateStatus == .flashed)
            let offer = try await updates.check(uid: fleet.devices[3].deviceUID, reportedVersion: nil, as: device)
            #expect(offer == .finishing(session: try await fleet.session(sessions[3]), firmware: fleet.release))
            _ = try await updates.complete(sessions[3], checksum: fleet.release.checksum, as: device)

            fleet.clock.advance(by: .seconds(30 * 86_400))
            try await stop.end(fleet, batch)
            let released = fleet.clock.now
            _ = try await fleet.sweep.step()
            let open = try await fleet.rows(batch).prefix(3).compactMap(\.session)
            #expect(open.map(\.updateStatus) == [.initiated, .acknowledged, .downloading])
            #expect(open.map(\.deadlineAt) == [604_800, 7_200, 7_200].map { released + .seconds($0) })
            for (index, session) in sessions.prefix(3).enumerated() {
                let device = fleet.device(index)
                _ = try await updates.readBytes(session, offset: 0, size: 1, as: device)
                _ = try await updates.complete(session, checksum: fleet.release.checksum, as: device)
            }
            #expect(try await fleet.batch(batch).status == .completed)
        }
    }

    @Test(arguments: [nil, "acme"])
    func `halts and releases leave an event each, and none where nothing changes`(organization: String?) async throws {
        try await withFleet { fleet in
            let updates = fleet.updates
            #expect(try await !updates.release(organization: organization, as: fleet.ada))
            #expect(try await updates.halt(organization: organization, reason: "smoke", as: fleet.ada))
            #expect(try await !updates.halt(organization: organization, reason: "again", as: fleet.ada))
            #expect(try await updates.release(organization: organization, as: fleet.ada))
            #expect(try await !updates.release(organization: organization, as: fleet.ada))
            let events = try await fleet.events()
            #expect(events.map(\.kind) == [.updatesHalted, .updatesReleased])
            let name = organization ?? "everything"
            #expect(events.map(\.detail) == ["\(name): smoke", name])
            #expect(events.allSatisfy { $0.subject.organizationID == (organization == nil ? nil : fleet.acme.id) })
            #expect(
                await code { try await updates.halt(organization: "nobody", reason: "x", as: fleet.ada) } == "ORG_001")
        }
    }

    @Test func `a principal of one organization stops its own only`() async throws {
        try await withFleet { fleet in
            let (batch, _) = try await fleet.startBatch()
            let updates = fleet.updates
            let beta = try await fleet.services.repository.write { try $0.insertOrganization(name: "beta") }
            let eve = Principal.operator("eve", organization: .one(beta.id))
            let before = try await fleet.events().count
            #expect(await code { try await updates.pauseBatch(batch, as: eve) } == "BATCH_002")
            #expect(await code { try await updates.resumeBatch(batch, as: eve) } == "BATCH_002")
            #expect(await code { try await updates.cancelBatch(batch, reason: "x", as: eve) } == "BATCH_002")
            #expect(await code { try await updates.halt(organization: "acme", reason: "x", as: eve) } == "ORG_001")
            #expect(await code { try await updates.release(organization: "acme", as: eve) } == "ORG_001")
            #expect(await code { try await updates.halt(organization: nil, reason: "x", as: eve) } == "AUTH_003")
            #expect(await code { try await updates.release(organization: nil, as: eve) } == "AUTH_003")
            #expect(try await fleet.events().count == before)
            #expect(try await updates.halt(organization: "beta", reason: "x", as: eve))
            #expect(try await fleet.services.organizations.organization(named: "beta", as: fleet.ada).halted)
            #expect(try await !fleet.services.organizations.organization(named: "acme", as: fleet.ada).halted)
        }
    }

    enum Stop: String, CaseIterable, Sendable {
        case pause, haltOfEverything, haltOfOrganization

        private var organization: String? {
            switch self {
            case .pause, .haltOfEverything: nil
            case .haltOfOrganization: "acme"
            }
        }

        func begin(_ fleet: StockedFleet, _ batch: UpdateBatch.ID) async throws {
            switch self {
            case .pause: _ = try await fleet.updates.pauseBatch(batch, as: fleet.ada)
            case .haltOfEverything, .haltOfOrganization:
                _ = try await fleet.updates.halt(organization: organization, reason: "smoke", as: fleet.ada)
            }
        }

        func end(_ fleet: StockedFleet, _ batch: UpdateBatch.ID) async throws {
            switch self {
            case .pause: _ = try await fleet.updates.resumeBatch(batch, as: fleet.ada)
            case .haltOfEverything, .haltOfOrganization:
                _ = try await fleet.updates.release(organization: organization, as: fleet.ada)
            }
        }
    }
}
