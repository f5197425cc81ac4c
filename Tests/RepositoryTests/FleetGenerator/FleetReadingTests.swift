import FleetGenerator
import Logging
import SQLiteRepository
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// What a screen reads costs the same in a large fleet as in a small one.
struct FleetReadingTests {
    @Test func `no reading of a screen grows with the fleet`() async throws {
        // Small enough to be made in seconds, large enough for every page to be full.
        let small = try await costs(devices: 40_000)
        let large = try await costs(devices: 100_000)
        #expect(small.count > 30)
        for (small, large) in zip(small, large) {
            #expect(large.scanned <= max(ListBounds.scan, 2 * small.scanned), "\(small.name)")
            // Of a page two begin and end the transaction, and two find the rows at most.
            #expect(large.statements <= min(small.statements, large.name == "home" ? 11 : 4), "\(large.name)")
            #expect(large.steps <= 2 * small.steps + 2_000, "\(small.name): \(small.steps) and \(large.steps)")
        }
    }

    private struct Cost {
        let name: String
        let scanned: Int
        let statements: Int
        let steps: Int
    }

    private func costs(devices: Int) async throws -> [Cost] {
        try await withRepository { repository, clock in
            try await FleetGenerator(devices: devices, now: clock.now).write(to: repository)
            let services = Services(repository: repository, logger: Logger(label: "test"))
            var costs: [Cost] = []
            for reading in FleetReading.all {
                let anchor = try await reading.anchor(in: services)
                _ = try await reading.run(services, at: anchor)
                _ = try await SQLiteCost.take(from: repository)
                let scanned = try await reading.run(services, at: anchor)
                let cost = try await SQLiteCost.take(from: repository)
                costs.append(
                    Cost(name: reading.name, scanned: scanned, statements: cost.statements, steps: cost.steps))
            }
            return costs
        }
    }
}
