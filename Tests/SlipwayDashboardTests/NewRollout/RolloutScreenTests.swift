import SlipwayCore
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// Every step of a new rollout as it is recorded.
struct RolloutScreenTests {
    enum Step: String, CaseIterable, Sendable {
        case firmware, filter, list, fault, pace, review, confirmation

        func open(_ robot: inout Robot) async {
            switch self {
            case .firmware: await robot.press("1", .enter)
            case .filter:
                await robot.press("2", "j", .enter)
                await robot.type(" and active=y")
            case .list:
                await robot.press("2", "k", .enter, .down, .enter, .enter)
                await robot.paste("dev-001\ndev-002, dev-003\nnobody")
            case .fault:
                await robot.press("2", "j", .enter)
                await robot.type(" and colour=red")
                await robot.press(.escape)
            case .pace: await robot.press("4", "j", .enter, .control("u"), "0", .escape)
            case .review: await robot.press("5")
            case .confirmation: await robot.press("5", "s")
            }
        }
    }

    static let paths = RecordedScreen.paths(of: "new-rollout", Step.self)

    @Test(arguments: Step.allCases, ConformingDatabase.kinds)
    func `a step looks as it is recorded`(step: Step, database: ConformingDatabase) async throws {
        try await withIdleFleet(on: database) { fleet in
            _ = try await fleet.services.devices.setStatus(
                of: ["dev-002", "dev-003"], active: false, as: fleet.operator)
            for size in RecordedScreen.formSizes {
                var robot = fleet.robot(columns: size.columns, rows: size.rows)
                await robot.start()
                await robot.press("n")
                await robot.fillRollout(filter: "dev-00", name: "autumn")
                await step.open(&robot)
                _ = robot.frame()
                try RecordedScreen.form("new-rollout", step, size).expect(robot.frame().textAndLooks)
            }
        }
    }
}
