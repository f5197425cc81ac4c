import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// A rollout that waits for its time, over both databases.
@Suite struct TimedRolloutScreenTests {
    enum Stage: String, CaseIterable, Sendable {
        /// It starts later.
        case scheduled
        /// It has begun, and its window is closed.
        case closed

        fileprivate var schedule: SchedulePlan {
            let start = Timestamp.example + .seconds(3 * 3_600)
            let end = PlannedTime.instant(start + .seconds(3 * 86_400))
            switch self {
            case .scheduled: return SchedulePlan(start: .instant(start), end: end)
            case .closed: return SchedulePlan(end: end)
            }
        }
    }

    static let paths = RecordedScreen.paths(of: "timed-rollout", Stage.self)

    @Test(arguments: Stage.allCases, ConformingDatabase.kinds)
    func `each of its screens looks as it is recorded`(stage: Stage, database: ConformingDatabase) async throws {
        for size in RecordedScreen.formSizes {
            try await database.withWorld { world in
                let fleet = try await makeFleet(of: 12, in: world.repository, clock: world.clock)
                let request = RolloutRequest(
                    name: "nightly", firmware: .id(fleet.release.id), target: .organization("acme"),
                    schedule: stage.schedule, windows: [try #require(WindowPlan("Mon-Sun 22:00-04:00"))],
                    pace: JoinPace(perMinute: 50, growth: .init(factor: 2, verified: 500, limit: 1_000)),
                    bytesPerSecond: 5_000_000)
                _ = try await fleet.services.rollouts.create(request, as: fleet.ada)
                try await fleet.beat()
                try await fleet.conduct()
                var robot = fleet.robot(size)
                await robot.start()
                await robot.press(.enter)
                _ = robot.frame()
                try RecordedScreen.form("timed-rollout", stage, size).expect(robot.frame().textAndLooks)
            }
        }
    }
}
