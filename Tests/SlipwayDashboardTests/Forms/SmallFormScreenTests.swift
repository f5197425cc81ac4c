import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// The forms of one step, empty and at a fault, as they are recorded.
struct SmallFormScreenTests {
    enum Stage: String, CaseIterable, Sendable {
        case organization, organizationFault, organizationZone, organizationChange, token, tokenFault, promotion,
            promotionFault

        func open(_ robot: inout Robot) async {
            switch self {
            case .organization: await robot.openForm(on: "organizations")
            case .organizationFault:
                await robot.openForm(on: "organizations")
                await robot.press(.enter)
                await robot.paste("a\u{7}cme")
                await robot.press(.enter, .enter, .escape, "j", "j", .enter, .control("u"), "0")
            case .organizationZone:
                await robot.openForm(on: "organizations")
                await robot.fillTimeZone(below: 4, "Europe/Be")
            case .organizationChange:
                await robot.openOrganization()
                await robot.fillTimeZone(below: 3, "Mars/Phobos")
                await robot.press(.escape)
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

    static let paths = RecordedScreen.paths(of: "small-forms", Stage.self)

    @Test(arguments: Stage.allCases, ConformingDatabase.kinds)
    func `a step looks as it is recorded`(stage: Stage, database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            try await fleet.addDraftRelease("3.0.0")
            for size in RecordedScreen.formSizes {
                var robot = fleet.robot(columns: size.columns, rows: size.rows)
                await robot.start()
                await stage.open(&robot)
                _ = robot.frame()
                try RecordedScreen.form("small-forms", stage, size).expect(robot.frame().textAndLooks)
            }
        }
    }
}
