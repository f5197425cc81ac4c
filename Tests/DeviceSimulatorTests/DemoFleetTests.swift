import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@testable import DeviceSimulator

@Suite struct DemoFleetTests {
    @Test func `the demo opens on rollouts in every condition`() async throws {
        try await withRepository { repository, _ in
            let services = Services(
                repository: repository, settings: DemoFleet.settings, identifiers: .seeded(1), logger: .silent)
            try await DemoFleet(seed: 1, deviceCount: 300).build(in: services)

            #expect(try await repository.read { try $0.deviceCount(in: .all) } == 300)
            let home = try await services.updates.home(as: .tester, endedLimit: 10)
            #expect(home.rollouts.count == DemoRollout.all.count)
            let byName = Dictionary(home.rollouts.map { ($0.summary.rollout.name, $0) }) { first, _ in first }
            #expect(byName["2.1.0 on the bench"]?.attention == .ended)
            #expect(byName["2.1.0 along the quays"]?.attention == .running)
            #expect(byName["2.2.0 to the pumps"]?.attention == .failing)
            #expect(byName["2.2.0 to the pumps"]?.summary.reasons.isEmpty == false)
            #expect(byName["2.4.0-rc.1 pilot"].map { $0.summary.rollout.counters.fellBack > 0 } == true)
            #expect(byName["2.3.0 to all trains"].map { $0.summary.rollout.counters.flashed > 0 } == true)
        }
    }

    @Test func `the same seed builds the same demo`() async throws {
        let first = try await Self.figures(seed: 3)
        let second = try await Self.figures(seed: 3)
        #expect(first == second)
        #expect(try await Self.figures(seed: 4) != first)
    }

    @Test func `a demo of a few devices, or of none, is built as well`() async throws {
        for count in [0, 7] {
            try await withRepository { repository, _ in
                let services = Services(
                    repository: repository, settings: DemoFleet.settings, identifiers: .seeded(1), logger: .silent)
                try await DemoFleet(seed: 1, deviceCount: count).build(in: services)
                #expect(try await repository.read { try $0.deviceCount(in: .all) } == count)
            }
        }
    }

    @Test func `the director starts rollouts as time goes by`() async throws {
        try await withRepository { repository, clock in
            let services = Services(
                repository: repository, settings: DemoFleet.settings, identifiers: .seeded(1), logger: .silent)
            let demo = DemoFleet(seed: 1, deviceCount: 50)
            try await demo.build(in: services)
            let director = DemoDirector(
                fleet: demo, services: services, clock: FleetClock(now: { clock.now }, sleep: { _ in }),
                logger: .silent)
            #expect(try await director.step() == false)
            var created = 0
            for _ in 0..<40 {
                clock.advance(by: .seconds(10))
                if try await director.step() { created += 1 }
            }
            #expect(created >= 4)
        }
    }

    /// All devices with what is known of them, and the counters of all rollouts.
    private static func figures(seed: UInt64) async throws -> Figures {
        try await withRepository { repository, _ in
            let services = Services(
                repository: repository, settings: DemoFleet.settings, identifiers: .seeded(1), logger: .silent)
            try await DemoFleet(seed: seed, deviceCount: 40).build(in: services)
            return Figures(
                devices: try await services.devices.page(of: DeviceQuery(), at: .first, limit: 1_000, as: .tester).rows,
                counters: try await services.updates.page(of: BatchQuery(), at: .first, limit: 100, as: .tester).rows
                    .map(\.batch.counters),
                checksums: try await services.firmware.page(
                    of: FirmwareQuery(), at: .first, limit: 10, as: .tester
                ).rows.map(\.checksum))
        }
    }

    private struct Figures: Hashable {
        let devices: [Device]
        let counters: [BatchCounters]
        let checksums: [String]
    }
}
