import SlipwayCore
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// The step of the waves, and what follows from it, as they are recorded.
struct WavesScreenTests {
    enum Step: String, CaseIterable, Sendable {
        case waves, faults, gate, few
        case tooMany = "too-many"
        case reviewOfWaves = "review-of-waves"
        case confirmationOfWaves = "confirmation-of-waves"
        case times, pace = "pace-of-waves"
        case reviewOfTimes = "review-of-times"

        func open(_ robot: inout Robot) async {
            await robot.fillToWaves(filter: self == .few ? "gw-b" : "gw")
            switch self {
            case .waves, .few: break
            case .faults:
                await robot.fillWaves(field: 1, "60%")
                await robot.fillWaves(field: 4, "5m")
            case .gate:
                await robot.fillWaves(field: 6, "3, 5")
                await robot.fillWaves(field: 7, "2%")
            case .tooMany: await robot.press(.enter, .down, .enter)
            case .reviewOfWaves: await robot.fillToReview()
            case .pace:
                await robot.fillTime(field: 2, "50 x2 every 500 up to 50")
                await robot.fillTime(field: 3, "5 MB")
            case .times:
                await robot.fillTime(field: 4, "tomorrow")
                await robot.fillTime(field: 6, "Mon-Fri 02:00-04:00; Fri 03:00-05:00")
            case .reviewOfTimes:
                await robot.fillTime(field: 4, "2026-12-01T00:00")
                await robot.fillTime(field: 5, "2026-12-24 00:00")
                await robot.fillTime(field: 6, "Mon-Fri 02:00-04:00")
                await robot.fillTime(field: 7, "Europe/Berlin")
                await robot.fillToReview()
            case .confirmationOfWaves:
                await robot.fillToReview()
                await robot.press("s")
            }
        }
    }

    static let paths = RecordedScreen.paths(of: "new-rollout", Step.self)

    @Test(arguments: Step.allCases, ConformingDatabase.kinds)
    func `a step looks as it is recorded`(step: Step, database: ConformingDatabase) async throws {
        try await withLargeFleet(on: database) { fleet in
            _ = try await fleet.services.devices.setStatus(
                of: ["gw-a-002", "gw-b-003"], active: false, as: fleet.operator)
            _ = try await fleet.services.devices.setStatus(of: ["gw-a-005"], updatesEnabled: false, as: fleet.operator)
            for size in RecordedScreen.formSizes {
                var robot = fleet.robot(columns: size.columns, rows: size.rows)
                await robot.start()
                await robot.press("n")
                await step.open(&robot)
                _ = robot.frame()
                try RecordedScreen.form("new-rollout", step, size).expect(robot.frame().textAndLooks)
            }
        }
    }
}
