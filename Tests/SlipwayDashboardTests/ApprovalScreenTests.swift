import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// A draft, from the attention list to its start, over both databases.
@Suite struct ApprovalScreenTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `what waits for approval needs attention, and is approved where its whole plan stands`(
        database: ConformingDatabase
    ) async throws {
        try await withDraft(on: database, submits: true) { fleet, robot in
            var robot = robot
            await robot.start()
            #expect(robot.text().contains("TO BE APPROVED"))
            #expect(robot.text().contains("attention 1"))
            #expect(robot.text().contains("12 devices, by ada"))
            await robot.press(.enter)
            #expect(robot.text().contains("it waits for its approval: Y approves it, N denies it"))
            for text in Self.plan { #expect(robot.text().contains(text), "\(text)") }
            await robot.press("Y")
            for text in Self.plan { #expect(robot.text().contains(text), "\(text)") }
            await robot.answer()
            await robot.type("spring")
            await robot.press(.enter)
            await robot.press(.enter)
            #expect(robot.text().contains("approved spring"), "\(robot.text())")
            let rollout = try await fleet.rollout(.init(1))
            #expect(rollout.status == .scheduled)
            try await fleet.conduct()
            await robot.wait(milliseconds: 1_000)
            #expect(robot.text().contains("IN PROGRESS"))
            await robot.press("Y")
            #expect(robot.text().contains("! it is not a draft"))
        }
    }

    private static let plan = [
        "12 devices to 2.0.0; ada asked for it", "Devices: organization=acme", "Wave 1: 2, 2 devices; stops at 2 bad",
        "Wave 3: 100%, 8 devices", "At most 1,000 at a time; 90% verified for 30m",
    ]

    @Test func `Y on home opens what waits, and asks beside its whole plan`() async throws {
        try await withDraft(on: .inMemory, submits: true) { fleet, robot in
            var robot = robot
            await robot.start()
            await robot.press("Y")
            #expect(robot.text().contains("Approve spring?"), "\(robot.text())")
            for text in Self.plan { #expect(robot.text().contains(text), "\(text)") }
            await robot.answer()
            await robot.type("spring")
            await robot.press(.enter)
            await robot.press("y")
            let rollout = try await fleet.rollout(.init(1))
            #expect(rollout.status == .scheduled)
            await robot.press(.escape)
            await robot.wait(milliseconds: 1_000)
            await robot.press("Y")
            #expect(robot.text().contains("! it does not wait for approval"))
        }
    }

    @Test func `a draft that was edited meanwhile is not approved, and the screen says what changed`() async throws {
        try await withDraft(on: .inMemory, submits: true) { fleet, robot in
            var robot = robot
            await robot.start()
            await robot.press(.enter, "Y")
            let rollouts = fleet.services.rollouts
            _ = try await rollouts.edit(.init(1), RolloutEdit(maximumInFlight: 5), as: fleet.ada)
            _ = try await rollouts.submit(.init(1), as: fleet.ada)
            await robot.answer()
            await robot.type("spring")
            await robot.press(.enter)
            await robot.press(.enter)
            #expect(robot.text().contains("is revision 2 now"), "\(robot.text())")
            await robot.answer(.escape)
            await robot.wait(milliseconds: 1_000)
            #expect(robot.text().contains("Changed since it was asked for before:"), "\(robot.text())")
            #expect(robot.text().contains("max_in_flight: 1000 to 5"))
            let rollout = try await fleet.rollout(.init(1))
            #expect(rollout.status == .draft)
        }
    }

    @Test func `its author is told that it takes another person`() async throws {
        try await withDraft(on: .inMemory, submits: true, viewer: "ada") { fleet, robot in
            var robot = robot
            await robot.start()
            await robot.press(.enter, "Y")
            await robot.answer()
            await robot.type("spring")
            await robot.press(.enter)
            await robot.press(.enter)
            #expect(robot.text().contains("this takes another person: ada wrote it"), "\(robot.text())")
            let rollout = try await fleet.rollout(.init(1))
            #expect(rollout.status == .draft)
        }
    }

    @Test func `a draft is submitted by S, and denied by N with a reason`() async throws {
        try await withDraft(on: .inMemory, submits: false) { fleet, robot in
            var robot = robot
            await robot.start()
            #expect(robot.text().contains("DRAFT"))
            await robot.press(.enter)
            #expect(robot.text().contains("a draft: S asks for its approval"))
            await robot.press("Y")
            #expect(robot.text().contains("! its approval was not asked for yet: S does"))
            await robot.press("P")
            #expect(robot.text().contains("! it is a draft"))
            await robot.press("S")
            await robot.answer("y")
            let submitted = try await fleet.rollout(.init(1))
            #expect(submitted.approval.submission?.by == "bob")
            await robot.wait(milliseconds: 1_000)
            await robot.press("N")
            await robot.answer()
            await robot.type("too early")
            await robot.press(.enter)
            await robot.press(.enter)
            let rollout = try await fleet.rollout(.init(1))
            #expect(rollout.status == .cancelled)
            let denial = try await fleet.events().last { $0.kind == .rolloutDenied }
            #expect(denial?.detail == "too early")
        }
    }

    @Test func `what drifted is resumed with a reason`() async throws {
        try await withDraft(on: .inMemory, submits: true) { fleet, robot in
            var robot = robot
            _ = try await fleet.services.rollouts.approve(.init(1), as: .operator("bob"))
            _ = try await fleet.services.devices.setStatus(of: "dev-001", active: false, as: fleet.ada)
            try await fleet.conduct()
            await robot.start()
            #expect(robot.text().contains("PAUSED: DRIFT"))
            #expect(robot.text().contains("11 devices take part, and 12 were approved"))
            await robot.press("P")
            #expect(robot.text().contains("That is accepted."))
            await robot.answer()
            await robot.type("one was scrapped")
            await robot.press(.enter)
            await robot.type("spring")
            await robot.press(.enter)
            await robot.press(.enter)
            let rollout = try await fleet.rollout(.init(1))
            #expect(rollout.status == .inProgress, "\(robot.text())")
        }
    }

    enum Stage: String, CaseIterable, Sendable {
        case home, draft, waiting, question, denial, changed

        func open(_ robot: inout Robot, _ fleet: StockedFleet) async throws {
            let rollouts = fleet.services.rollouts
            switch self {
            case .home: break
            case .draft:
                _ = try await rollouts.edit(.init(1), RolloutEdit(maximumInFlight: 100), as: fleet.ada)
            case .waiting, .question, .denial: break
            case .changed:
                let edit = RolloutEdit(soak: .seconds(7_200), isAutomatic: false, maximumInFlight: 100)
                _ = try await rollouts.edit(.init(1), edit, as: fleet.ada)
                _ = try await rollouts.submit(.init(1), as: fleet.ada)
            }
            await robot.start()
            if self != .home { await robot.press(.enter) }
            if self == .question || self == .changed { await robot.press("Y") }
            if self == .denial { await robot.press("N") }
        }
    }

    static let paths = RecordedScreen.paths(of: "approval", Stage.self)

    @Test(arguments: Stage.allCases, ConformingDatabase.kinds)
    func `each of its screens looks as it is recorded`(stage: Stage, database: ConformingDatabase) async throws {
        for size in RecordedScreen.formSizes {
            try await withDraft(on: database, submits: true, columns: size.columns, rows: size.rows) { fleet, robot in
                var robot = robot
                try await stage.open(&robot, fleet)
                _ = robot.frame()
                try RecordedScreen.form("approval", stage, size).expect(robot.frame().textAndLooks)
            }
        }
    }

    @Test(arguments: [(40, 10), (24, 5), (20, 1), (60, 16), (140, 40)])
    func `a draft has something to say at any size`(columns: Int, rows: Int) async throws {
        try await withDraft(on: .inMemory, submits: true, columns: columns, rows: rows) { _, robot in
            var robot = robot
            await robot.start()
            await robot.press(.enter)
            #expect(robot.text().contains("spring") || robot.text().contains("TO BE APPROVED"), "\(robot.text())")
        }
    }

    private func withDraft(
        on database: ConformingDatabase, submits: Bool, viewer: String = "bob", columns: Int = 80, rows: Int = 24,
        _ body: (StockedFleet, Robot) async throws -> Void
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 12, in: world.repository, clock: world.clock)
            try await fleet.askForApproval()
            _ = try await fleet.createPlan(submits: submits)
            try await body(fleet, fleet.robot(Size(columns: columns, rows: rows), as: .operator(viewer)))
        }
    }
}
