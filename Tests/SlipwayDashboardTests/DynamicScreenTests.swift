import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// A rollout that devices join later, and its end, over both databases.
@Suite struct DynamicScreenTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `it says when it looks again and how many joined, and F finishes it`(
        database: ConformingDatabase
    ) async throws {
        try await withDynamic(on: database) { fleet, robot in
            var robot = robot
            await robot.start()
            await robot.press(.enter)
            #expect(robot.text().contains("0 joined later, looks again in 10m"), "\(robot.text())")
            try await fleet.joinLater()
            await robot.wait(milliseconds: 1_000)
            #expect(robot.text().contains("3 joined later, looks again in 10m"), "\(robot.text())")
            #expect(robot.text().contains("15 devices"))
            await robot.press("F")
            #expect(robot.text().contains("3 devices have joined later; no more will."))
            await robot.answer("y")
            let finished = try await fleet.rollout(.init(1))
            #expect(finished.targets?.isFrozen == true)
            await robot.wait(milliseconds: 1_000)
            #expect(robot.text().contains("3 joined later") && !robot.text().contains("looks again"))
            await robot.press("F")
            #expect(robot.text().contains("! it is finished already"))
        }
    }

    @Test func `one that takes none says so`() async throws {
        try await withDynamic(on: .inMemory, isDynamic: false) { _, robot in
            var robot = robot
            await robot.start()
            await robot.press(.enter, "F")
            #expect(robot.text().contains("! it takes no later devices"))
        }
    }

    enum Stage: String, CaseIterable, Sendable {
        case open, question, finished

        func open(_ robot: inout Robot, _ fleet: StockedFleet) async throws {
            try await fleet.joinLater()
            if self == .finished { _ = try await fleet.services.rollouts.finish(.init(1), as: fleet.ada) }
            await robot.start()
            await robot.press(.enter)
            if self == .question { await robot.press("F") }
        }
    }

    static let paths = RecordedScreen.paths(of: "dynamic", Stage.self)

    @Test(arguments: Stage.allCases, ConformingDatabase.kinds)
    func `each of its screens looks as it is recorded`(stage: Stage, database: ConformingDatabase) async throws {
        for size in RecordedScreen.formSizes {
            try await withDynamic(on: database, columns: size.columns, rows: size.rows) { fleet, robot in
                var robot = robot
                try await stage.open(&robot, fleet)
                _ = robot.frame()
                try RecordedScreen.form("dynamic", stage, size).expect(robot.frame().textAndLooks)
            }
        }
    }

    private func withDynamic(
        on database: ConformingDatabase, isDynamic: Bool = true, columns: Int = 80, rows: Int = 24,
        _ body: (StockedFleet, Robot) async throws -> Void
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 12, in: world.repository, clock: world.clock)
            _ = try await fleet.createPlan(isDynamic: isDynamic)
            try await fleet.conduct()
            try await body(fleet, fleet.robot(Size(columns: columns, rows: rows)))
        }
    }
}

extension StockedFleet {
    /// Three devices match by the next look.
    fileprivate func joinLater() async throws {
        _ = try await services.repository.write { try $0.insertDevices(3, in: acme.id, prefix: "new") }
        clock.advance(by: TargetsRule.pause)
        try await conduct()
    }
}
