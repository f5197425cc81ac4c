import Foundation
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// Every form at each of its steps in a terminal that becomes small, and in one that is left.
struct FormResizeTests {
    @Test(arguments: FormWalk.places)
    func `a step looks after a resize to 40x10 and back as it did before`(place: FormWalk.Place) async throws {
        try await walking(place) { robot in
            for isEditing in [false, true] {
                if isEditing { await robot.press(.enter) }
                _ = robot.frame()
                let before = robot.text()
                await robot.send(.resized(Size(columns: 40, rows: 10)))
                #expect(robot.frame().area == Rect(columns: 40, rows: 10))
                await robot.send(.resized(Size(columns: 80, rows: 24)))
                _ = robot.frame()
                #expect(robot.text() == before)
            }
        }
    }

    @Test(arguments: FormWalk.places)
    func `ctrl-c and Esc at a step make nothing`(place: FormWalk.Place) async throws {
        try await walking(place) { robot in
            await robot.press(.control("c"), .escape, .escape, .escape)
            await robot.press(.control("c"), .control("c"))
            #expect(robot.application.isFinished)
        }
    }

    private func walking(_ place: FormWalk.Place, _ body: (inout Robot) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try await withIdleFleet { fleet in
                try await fleet.addDraftRelease("3.0.0")
                var robot = fleet.robot()
                await robot.start()
                await place.walk.open(&robot, folder)
                for step in place.walk.steps[...place.step] { await step(&robot, folder) }
                try await body(&robot)
                let made = try await place.walk.made(fleet)
                #expect(made == 0)
            }
        }
    }
}
