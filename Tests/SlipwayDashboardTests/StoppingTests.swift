import Logging
import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// Stopping from the screens: two keys, and none by accident.
struct StoppingTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `P and y pause the rollout from the home screen`(database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press("P")
            #expect(robot.text().contains("It holds 12 devices: nothing more is offered, started or"))
            await robot.answer("y")
            try await fleet.expect(.paused)
            #expect(robot.frame().line(23).hasPrefix(" paused"))
            await robot.wait(milliseconds: 1_000)
            #expect(robot.frame().line(5).contains("PAUSED"))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `P and y pause it from its live screen`(database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press(.enter, "P")
            await robot.answer("y")
            try await fleet.expect(.paused)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `keys that arrive while the dialog opens do not confirm it`(database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press("P", "y", .enter, .left, .enter)
            try await fleet.expect(.inProgress)
            #expect(robot.text().contains("Pause"))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `Enter alone changes nothing`(database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press("P")
            await robot.answer(.enter)
            try await fleet.expect(.inProgress)
            #expect(!robot.text().contains("Pause it"))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a paste does not answer a question`(database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press("P")
            await robot.answer()
            await robot.paste("y")
            try await fleet.expect(.inProgress)
            #expect(robot.frame().line(23).contains("a paste was ignored"))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `resuming asks for the name`(database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            _ = try await fleet.services.updates.pauseBatch(fleet.batch.id, as: fleet.operator)
            var robot = fleet.robot()
            await robot.start()
            await robot.press("P")
            await robot.answer("y", .enter, .enter)
            try await fleet.expect(.paused)
            await robot.press(.escape, "P")
            await robot.answer()
            await robot.type(fleet.batch.name)
            await robot.press(.enter, .enter)
            try await fleet.expect(.inProgress)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a broken gate stands on every screen, and P asks why the rollout may go on`(
        database: ConformingDatabase
    ) async throws {
        let gate = GateRule(maximumBad: 2, maximumBadShare: 0.1, minimumJudged: 12)
        try await DashboardFleet.with(on: database, gate: gate) { fleet in
            try await fleet.fail(["dev-001", "dev-002"], reason: "no space")
            try await fleet.expect(.paused)
            var robot = fleet.robot()
            await robot.start()
            #expect(robot.frame().line(5).contains("PAUSED BY GATE"))
            #expect(robot.text().contains("paused by its gate: 2 of 2 bad: 2 \"no space\""))
            await robot.press(.enter)
            #expect(robot.text().contains("PAUSED BY GATE"))
            #expect(robot.text().contains("2 bad, 100% of 2 judged; stops at 2 bad and 10% of at least 12"))
            await robot.press("P")
            #expect(robot.text().contains("The bad ones are accepted, and the gate counts from there."))
            await robot.answer()
            await robot.type("a bad rack")
            await robot.press(.enter)
            await robot.type(fleet.batch.name)
            await robot.press(.enter, .enter)
            try await fleet.expect(.inProgress)
            let events = try await fleet.services.updates.live(
                fleet.batch.id, as: fleet.operator, limits: BatchLiveLimits()
            ).live.events
            #expect(events.first?.detail == "a bad rack; accepts 2 bad of 2 judged")
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `resuming asks for the number too, from as many devices on as the settings say by now`(
        database: ConformingDatabase
    ) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            _ = try await fleet.services.updates.pauseBatch(fleet.batch.id, as: fleet.operator)
            var robot = fleet.robot()
            await robot.start()
            await robot.press("P")
            #expect(!robot.text().contains("how many devices:"))
            await robot.press(.escape)
            // By another process.
            let other = Services(repository: fleet.services.repository, logger: Logger(label: "test"))
            _ = try await other.sharedSettings.set("typed_count_from", to: "12", by: fleet.operator)
            await robot.wait(milliseconds: 1_000)
            await robot.press("P")
            #expect(robot.text().contains("how many devices:"))
            await robot.answer()
            await robot.type(fleet.batch.name)
            await robot.press(.enter)
            await robot.type("11")
            await robot.press(.enter, .enter, "y")
            try await fleet.expect(.paused)
            await robot.press(.up, .backspace)
            await robot.type("2")
            await robot.press(.enter, .enter)
            try await fleet.expect(.inProgress)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `releasing an organization asks for the number of its devices by the same rule`(database: ConformingDatabase)
        async throws
    {
        try await DashboardFleet.with(on: database) { fleet in
            let organizations = try await fleet.services.organizations.page(
                of: OrganizationQuery(), at: .first, limit: 1, as: fleet.operator)
            let name = try #require(organizations.rows.first?.name)
            _ = try await fleet.services.updates.halt(organization: name, reason: "smoke", as: fleet.operator)
            _ = try await fleet.services.sharedSettings.set("typed_count_from", to: "12", by: fleet.operator)
            var robot = fleet.robot()
            await robot.start()
            await robot.open("organizations")
            await robot.press("X")
            #expect(robot.text().contains("its 12 devices.") && robot.text().contains("how many devices:"))
            await robot.answer()
            await robot.type(name)
            await robot.press(.enter)
            await robot.type("12")
            await robot.press(.enter, .enter)
            let organization = try await fleet.services.organizations.organization(named: name, as: fleet.operator)
            #expect(!organization.halted)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `cancelling asks for a reason and the name`(database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press("X")
            await robot.answer()
            await robot.type("smoke in the lab")
            await robot.press(.enter)
            await robot.type(fleet.batch.name)
            await robot.press(.enter, .enter)
            let status = try await fleet.status()
            #expect([.cancelling, .cancelled].contains(status))
            let events = try await fleet.services.repository.read { try $0.events(ofBatch: fleet.batch.id, limit: 10) }
            #expect(events.contains { $0.detail.contains("smoke in the lab") })
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a lists what is possible, and why the rest is not`(database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press("a")
            #expect(robot.text().contains("(it has not ended yet)"))
            await robot.answer("R")
            #expect(robot.frame().line(23).contains("it has not ended yet"))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a read-only dashboard says why it stops nothing`(database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            var robot = fleet.robot(isReadOnly: true)
            await robot.start()
            await robot.press("P")
            #expect(robot.frame().line(23).contains("this dashboard is read-only"))
        }
    }
}
