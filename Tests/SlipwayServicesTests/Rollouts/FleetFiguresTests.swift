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
            #expect(!figures.systemHalted && figures.processorLag == nil && !figures.openIsCapped)
        }
    }

    @Test func `a batch that nobody starts is the lag of the processor`() async throws {
        try await withFleet { fleet in
            _ = try await fleet.createBatch()
            fleet.clock.advance(by: .seconds(90))
            _ = try await fleet.createBatch()
            #expect(try await fleet.updates.figures(as: fleet.ada).processorLag == .seconds(90))
        }
    }

    @Test func `of more rollouts than a read may cost, the figures tell the newest, and say so`() async throws {
        try await withFleet(devices: 1) { fleet in
            let batches = try await fleet.services.repository.write { transaction in
                try (0...HomeView.maximumOpen).map { _ in
                    try transaction.insertBatch(of: fleet.devices, firmware: fleet.release.id)
                }
            }
            let figures = try await fleet.updates.figures(as: fleet.ada)
            #expect(figures.openIsCapped)
            #expect(figures.openRollouts.map(\.id) == batches.dropFirst().map(\.rolloutID).reversed())
            #expect(figures.counters.pending == HomeView.maximumOpen)
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
