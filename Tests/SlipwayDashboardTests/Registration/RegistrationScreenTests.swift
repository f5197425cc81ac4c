import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// Every step of a registration as it is recorded.
struct RegistrationScreenTests {
    static let paths = RecordedScreen.paths(of: "registration", RegistrationDesk.Stage.self)

    @Test(arguments: RegistrationDesk.Stage.allCases, ConformingDatabase.kinds)
    func `a step looks as it is recorded`(stage: RegistrationDesk.Stage, database: ConformingDatabase) async throws {
        for size in RecordedScreen.formSizes {
            try await RegistrationDesk.with(on: database, places: 3) { desk in
                var robot = await desk.robot(columns: size.columns, rows: size.rows, at: stage)
                _ = robot.frame()
                try RecordedScreen.form("registration", stage, size).expect(robot.frame().textAndLooks)
            }
        }
    }
}
