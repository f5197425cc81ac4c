import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// What a screen asks of the database before it shows its first data.
struct OpeningCostTests {
    @Test(arguments: [
        "rollouts", "devices", "organizations", "firmware", "sessions", "events", "batches", "tokens", "batch 1",
        "history dev-001", "devices dev-00",
    ])
    func `an opened screen asks once`(line: String) async throws {
        try await withRepository { repository, _ in
            let counted = CountedRepository(repository)
            var robot = try await DashboardFleet.filling(counted).robot()
            await robot.start()
            let before = counted.counts
            await robot.open(line)
            #expect(counted.counts == .init(reads: before.reads + 1, writes: before.writes))
        }
    }

    @Test func `the first screen asks for its data, and for what the database allows`() async throws {
        try await withRepository { repository, _ in
            let counted = CountedRepository(repository)
            var robot = try await DashboardFleet.filling(counted).robot()
            let before = counted.counts
            await robot.start()
            #expect(counted.counts == .init(reads: before.reads + 2, writes: before.writes))
        }
    }
}
