import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// A batch that was created alone for later: its countdown on its screen, and its times in the form.
@Suite struct ScheduledBatchScreenTests {
    @Test func `it counts down to its start and to its end`() async throws {
        try await withScheduled(on: .inMemory) { fleet, robot in
            var robot = robot
            await robot.start()
            #expect(robot.text().contains("SCHEDULED"))
            await robot.press(.enter)
            #expect(robot.frame().line(1).contains("SCHEDULED"))
            #expect(robot.frame().line(2).contains("starts in 3h12m, at 17:12Z"), "\(robot.text())")
            #expect(robot.text().contains("ends in 27h12m"))
            fleet.clock.advance(by: .seconds(4 * 3_600))
            await robot.wait(milliseconds: 60_000)
            #expect(robot.frame().line(2).contains("no worker is alive to start it"), "\(robot.text())")
            try await fleet.beat()
            try await fleet.conduct()
            await robot.wait(milliseconds: 60_000)
            #expect(robot.frame().line(1).contains("IN PROGRESS"), "\(robot.text())")
        }
    }

    enum Stage: String, CaseIterable, Sendable {
        case home, summary

        func open(_ robot: inout Robot) async {
            await robot.start()
            if self == .summary { await robot.press(.enter) }
        }
    }

    static let paths = RecordedScreen.paths(of: "scheduled-batch", Stage.self)

    @Test(arguments: Stage.allCases, ConformingDatabase.kinds)
    func `each of its screens looks as it is recorded`(stage: Stage, database: ConformingDatabase) async throws {
        for size in RecordedScreen.formSizes {
            try await withScheduled(on: database, size) { _, robot in
                var robot = robot
                await stage.open(&robot)
                _ = robot.frame()
                try RecordedScreen.form("scheduled-batch", stage, size).expect(robot.frame().textAndLooks)
            }
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `the form of a batch takes a start and an end, and names what is wrong with them`(
        database: ConformingDatabase
    ) async throws {
        try await withIdleFleet(on: database) { fleet in
            var robot = fleet.robot(columns: 120, rows: 40)
            await robot.start()
            await robot.press("n")
            await robot.fillRollout(filter: "dev-00", name: "autumn")
            await robot.press("4")
            #expect(!robot.text().contains("Windows"))
            await robot.fillTime(field: 4, "2020-01-01T00:00")
            await robot.fillTime(field: 5, "soon")
            #expect(robot.text().contains("x takes a local time such as 2026-12-01T02:00, or an instant with Z"))
            await robot.fillTime(field: 5, "2026-12-24 00:00")
            await robot.press("5", "4")
            #expect(robot.text().contains("x is in the past"), "\(robot.text())")
            await robot.fillTime(field: 4, "2026-12-01T00:00")
            await robot.fillTime(field: 6, "Europe/Berlin")
            await robot.press("5")
            #expect(robot.text().contains("starts        2026-11-30 23:00Z"), "\(robot.text())")
            await robot.press("y")
            #expect(
                robot.copied.last?.plain()
                    == "slipway batches create --name autumn --firmware 2.0.0 --filter dev-00 --start 2026-12-01T00:00 "
                    + "--end '2026-12-24 00:00' --time-zone Europe/Berlin --max-in-flight 100")
            await robot.press("s")
            await robot.confirmRollout(name: "autumn", count: "9")
            #expect(robot.text().contains("SCHEDULED"), "\(robot.text())")
            let batch = try #require(try await fleet.batches(named: "autumn").first)
            let rollout = try await fleet.services.rollouts.rollout(batch.batch.rolloutID, as: fleet.operator)
            #expect(rollout.status == .scheduled)
            #expect(rollout.schedule.endAt?.description == "2026-12-23T23:00:00.000Z")
        }
    }

    private func withScheduled(
        on database: ConformingDatabase, _ size: Size = Size(columns: 80, rows: 24),
        _ body: (StockedFleet, Robot) async throws -> Void
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 12, in: world.repository, clock: world.clock)
            let start = Timestamp.example + .seconds(3 * 3_600 + 720)
            let request = BatchRequest(
                name: "nightly", firmware: .id(fleet.release.id), target: .organization("acme"),
                schedule: SchedulePlan(start: .instant(start), end: .instant(start + .seconds(86_400))))
            _ = try await fleet.updates.createBatch(request, as: fleet.ada)
            try await body(fleet, fleet.robot(size))
        }
    }
}
