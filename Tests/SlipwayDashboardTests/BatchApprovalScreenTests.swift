import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// A batch that was created alone and waits for another person, over both databases.
@Suite struct BatchApprovalScreenTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `it is approved on its own screen, where all of it stands`(database: ConformingDatabase) async throws {
        try await withDraft(on: database, submits: true) { fleet, robot in
            var robot = robot
            await robot.start()
            #expect(robot.text().contains("TO BE APPROVED"))
            #expect(robot.text().contains("12 devices, by ada"))
            await robot.press(.enter)
            #expect(robot.text().contains("it waits for its approval: Y approves it, N denies it"))
            await robot.press("P")
            #expect(robot.text().contains("! it is a draft"))
            await robot.press("Y")
            for text in [
                "12 devices to 2.0.0; ada asked for it", "All 12 devices of", "stops at 3 bad and 10%",
                "At most 100 at a time.", "Time: begins at 2026-11-24T00:00:00.000Z.",
            ] {
                #expect(robot.text().contains(text), "\(text)\n\(robot.text())")
            }
            await robot.answer()
            await robot.type("spring")
            await robot.press(.enter)
            await robot.press("y")
            #expect(robot.text().contains("approved spring"), "\(robot.text())")
            let rollout = try await fleet.rollout(.init(1))
            #expect(rollout.status == .scheduled && rollout.approval.approval?.by == "bob")
            await robot.wait(milliseconds: 1_000)
            #expect(robot.text().contains("SCHEDULED"))
        }
    }

    @Test func `Y on home asks about it at once, and its author is told that it takes another person`() async throws {
        try await withDraft(on: .inMemory, submits: true, viewer: "ada") { fleet, robot in
            var robot = robot
            await robot.start()
            await robot.press("Y")
            #expect(robot.text().contains("Approve spring?"), "\(robot.text())")
            await robot.answer()
            await robot.type("spring")
            await robot.press(.enter)
            await robot.press("y")
            #expect(robot.text().contains("this takes another person: ada wrote it"), "\(robot.text())")
            let rollout = try await fleet.rollout(.init(1))
            #expect(rollout.status == .draft)
        }
    }

    @Test func `a draft is submitted by S, and denied by N with a reason`() async throws {
        try await withDraft(on: .inMemory, submits: false) { fleet, robot in
            var robot = robot
            await robot.start()
            await robot.press(.enter)
            #expect(robot.text().contains("a draft: S asks for its approval"))
            await robot.press("Y")
            #expect(robot.text().contains("! its approval was not asked for yet: S does"))
            await robot.press("S")
            await robot.answer("y")
            await robot.wait(milliseconds: 1_000)
            await robot.press("N")
            await robot.answer()
            await robot.type("too early")
            await robot.press(.enter)
            await robot.press("y")
            let batch = try await fleet.batch(.init(1))
            #expect(batch.status == .cancelled, "\(robot.text())")
        }
    }

    @Test func `the form says that another person has to approve it`() async throws {
        try await withIdleFleet { fleet in
            _ = try await fleet.services.organizations.update(
                "acme", OrganizationChange(approval: .batches), as: fleet.operator)
            var robot = fleet.robot()
            await robot.start()
            await robot.press("n")
            await robot.fillRollout(filter: "dev-00", name: "autumn")
            await robot.press("s")
            await robot.confirmRollout(name: "autumn", count: "9")
            #expect(robot.frame().line(23).contains("autumn begins once another person approves it"), "\(robot.text())")
            #expect(robot.application.top(BatchLiveScreen.self) != nil)
        }
    }

    enum Stage: String, CaseIterable, Sendable {
        case home, draft, waiting, question, denial

        func open(_ robot: inout Robot) async {
            await robot.start()
            if self != .home { await robot.press(.enter) }
            if self == .question { await robot.press("Y") }
            if self == .denial { await robot.press("N") }
        }
    }

    static let paths = RecordedScreen.paths(of: "batch-approval", Stage.self)

    @Test(arguments: Stage.allCases, ConformingDatabase.kinds)
    func `each of its screens looks as it is recorded`(stage: Stage, database: ConformingDatabase) async throws {
        for size in RecordedScreen.formSizes {
            try await withDraft(on: database, submits: stage != .draft, size) { _, robot in
                var robot = robot
                await stage.open(&robot)
                _ = robot.frame()
                try RecordedScreen.form("batch-approval", stage, size).expect(robot.frame().textAndLooks)
            }
        }
    }

    private func withDraft(
        on database: ConformingDatabase, submits: Bool, viewer: String = "bob",
        _ size: Size = Size(columns: 80, rows: 24), _ body: (StockedFleet, Robot) async throws -> Void
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 12, in: world.repository, clock: world.clock)
            try await fleet.askForApproval(by: .batches)
            let request = BatchRequest(
                name: "spring", firmware: .id(fleet.release.id), target: .organization("acme"),
                gate: GateRequest(maximumBad: 3, maximumBadShare: 0.1),
                schedule: SchedulePlan(start: PlannedTime("2026-11-24T00:00")), submits: submits)
            _ = try await fleet.updates.createBatch(request, as: fleet.ada)
            try await body(fleet, fleet.robot(size, as: .operator(viewer)))
        }
    }
}
