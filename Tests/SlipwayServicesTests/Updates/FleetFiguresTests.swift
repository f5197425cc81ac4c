import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct FleetFiguresTests {
    @Test func `the figures are those of the open rollouts and of all devices`() async throws {
        try await withFleet { fleet in
            let (_, sessions) = try await fleet.startBatch(of: 2)
            _ = try await fleet.updates.acknowledge(sessions[0], as: fleet.device(0))
            let figures = try await fleet.updates.figures(as: fleet.ada)
            #expect(figures.devices == 3)
            #expect(figures.openRollouts.map(\.status) == [.inProgress])
            #expect(figures.counters == figures.openRollouts[0].counters)
            #expect(figures.counters.acknowledged == 1)
            #expect(!figures.systemHalted && !figures.workWaiting && !figures.openIsCapped)
        }
    }

    @Test func `of another organization they tell nothing`() async throws {
        try await withFleet { fleet in
            _ = try await fleet.startBatch(of: 2)
            let beta = try await fleet.services.repository.write { try $0.insertOrganization(name: "beta") }
            let figures = try await fleet.updates.figures(as: .operator("eve", organization: .one(beta.id)))
            #expect(figures.devices == 0)
            #expect(figures.openRollouts == [])
        }
    }
}
