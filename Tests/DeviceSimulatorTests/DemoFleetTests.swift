import SQLiteRepository
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
            #expect(home.rollouts.count == DemoRollout.all.count + DemoWaveRollout.all.count)
            let byName = Dictionary(home.rollouts.map { ($0.summary.rollout.name, $0) }) { first, _ in first }
            #expect(byName["2.1.0 on the bench"]?.attention == .ended)
            #expect(byName["2.1.0 along the quays"]?.attention == .running)
            #expect(byName["2.2.0 to the pumps"]?.attention == .failing)
            #expect(byName["2.2.0 to the pumps"]?.summary.reasons.isEmpty == false)
            #expect(byName["2.4.0-rc.1 pilot"].map { $0.summary.rollout.counters.fellBack > 0 } == true)
            #expect(byName["2.3.0 to all trains"].map { $0.summary.rollout.counters.flashed > 0 } == true)
        }
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `within the first minute a canary soaks, and a gate has stopped what lost one hardware`(
        seed: UInt64
    ) async throws {
        try await withDemo(seed: seed) { services, clock in
            try await pass(.seconds(45), in: services, clock)

            let soaking = try await view(of: .soaking, in: services)
            #expect(soaking.rollout.status == .inProgress)
            #expect(soaking.waves.map(\.wave.state) == [.soaking, .planned, .planned])
            let stopped = try await view(of: .losing, in: services)
            #expect(stopped.rollout.brokenGate != nil)
            #expect(stopped.waves.map(\.wave.state).last == .planned)
            let reason = try #require(stopped.reasons.first)
            #expect(reason.cause == .lost)
            #expect(reason.commonFactor?.value == "gw-r4" && reason.commonFactor?.shareOfReason == 1)
        }
    }

    @Test func `the canary passes within two minutes, and the next wave begins`() async throws {
        try await withDemo(seed: 1) { services, clock in
            try await pass(.seconds(100), in: services, clock)
            let view = try await view(of: .soaking, in: services)
            #expect(view.waves.map(\.wave.state).prefix(2) == [.passed, .open])
        }
    }

    @Test func `lost devices are none of those that speak once the demo has begun`() async throws {
        try await withRepository { repository, _ in
            let services = Services(
                repository: repository, settings: DemoFleet.settings, identifiers: .seeded(1), logger: .silent)
            let demo = DemoFleet(seed: 1)
            let speaking = try await demo.build(in: services).filter { $0.hardwareVersion == "gw-r4" }
            let all = try await services.devices.page(
                of: DeviceQuery(filter: try Filter("hardware=gw-r4", of: DeviceOrder.self)), at: .first, limit: 1_000,
                as: .tester
            ).rows
            #expect(all.count - speaking.count >= 5)
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

    /// Of the size that it has unless another is asked for.
    private func withDemo(
        seed: UInt64, _ body: (Services, TestClock) async throws -> Void
    ) async throws {
        // A device that is lost has asked before it completed, which the clock has to tell apart.
        let clock = TestClock()
        let repository = try SQLiteRepository.inMemory {
            clock.advance(by: .milliseconds(1))
            return clock.now
        }
        let services = Services(
            repository: repository, settings: DemoFleet.settings, identifiers: .seeded(1), logger: .silent)
        try await DemoFleet(seed: seed).build(in: services)
        try await body(services, clock)
    }

    /// What the loops do meanwhile that take rollouts on and miss devices.
    private func pass(_ time: Duration, in services: Services, _ clock: TestClock) async throws {
        let conductor = RolloutConductor(services: services, worker: "demo")
        let processor = BatchProcessor(services: services, worker: "demo")
        let sweep = VerificationSweep(services: services, worker: "demo")
        let end = clock.now + time
        while clock.now < end {
            while try await conductor.step() {}
            while try await processor.step() {}
            while try await sweep.step() {}
            clock.advance(by: .seconds(5))
        }
    }

    private func view(of rollout: DemoWaveRollout, in services: Services) async throws -> RolloutView {
        let all = try await services.rollouts.rollouts(areOpen: true, limit: 100, as: .tester)
        let id = try #require(all.first { $0.name == rollout.name }).id
        return try await services.rollouts.view(of: id, as: .tester)
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
