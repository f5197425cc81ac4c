import TerminalUI
import Testing

@testable import SlipwayDashboard

/// The forms of one step, empty and at a fault, as they are recorded.
struct SmallFormScreenTests {
    enum Stage: String, CaseIterable, Sendable {
        case organization, organizationFault, token, tokenFault, promotion, promotionFault

        func open(_ robot: inout Robot) async {
            switch self {
            case .organization: await robot.openForm(on: "organizations")
            case .organizationFault:
                await robot.openForm(on: "organizations")
                await robot.press(.enter)
                await robot.paste("a\u{7}cme")
                await robot.press(.enter, .enter, .escape, "j", "j", .enter, .control("u"), "0")
            case .token: await robot.openForm(on: "tokens")
            case .tokenFault:
                await robot.openForm(on: "tokens")
                await robot.press("j", "j", .enter)
                await robot.type("soon")
                await robot.press(.escape, "s")
            case .promotion: await robot.openPromotion()
            case .promotionFault:
                await robot.openPromotion()
                await robot.press(.enter)
                await robot.type("appr")
                await robot.press(.enter)
            }
        }
    }

    static let sizes = [Size(columns: 80, rows: 24), Size(columns: 160, rows: 48), Size(columns: 40, rows: 10)]

    static var paths: [String] { Stage.allCases.flatMap { stage in sizes.map { path(stage, $0) } } }

    @Test(arguments: Stage.allCases, sizes)
    func `a step looks as it is recorded`(stage: Stage, size: Size) async throws {
        try await DashboardFleet.with { fleet in
            try await fleet.addDraftRelease("3.0.0")
            var robot = fleet.robot(columns: size.columns, rows: size.rows)
            await robot.start()
            await stage.open(&robot)
            _ = robot.frame()
            try RecordedScreen(path: Self.path(stage, size)).expect(robot.frame().textAndLooks)
        }
    }

    private static func path(_ stage: Stage, _ size: Size) -> String {
        "small-forms/\(stage.rawValue)-\(size.columns)x\(size.rows).txt"
    }
}
