import TerminalUI
import Testing

@testable import SlipwayDashboard

/// Every step of a registration as it is recorded.
struct RegistrationScreenTests {
    static let sizes = [Size(columns: 80, rows: 24), Size(columns: 160, rows: 48), Size(columns: 40, rows: 10)]

    static var paths: [String] {
        RegistrationDesk.Stage.allCases.flatMap { stage in sizes.map { path(stage, $0) } }
    }

    @Test(arguments: RegistrationDesk.Stage.allCases, sizes)
    func `a step looks as it is recorded`(stage: RegistrationDesk.Stage, size: Size) async throws {
        try await RegistrationDesk.with(places: 3) { desk in
            var robot = await desk.robot(columns: size.columns, rows: size.rows, at: stage)
            _ = robot.frame()
            try RecordedScreen(path: Self.path(stage, size)).expect(robot.frame().textAndLooks)
        }
    }

    private static func path(_ stage: RegistrationDesk.Stage, _ size: Size) -> String {
        "registration/\(stage.rawValue)-\(size.columns)x\(size.rows).txt"
    }
}
