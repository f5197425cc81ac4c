import SlipwayCore
import TerminalUI
import Testing

@testable import SlipwayDashboard

/// The tabs of a batch beside its summary and its devices.
struct BatchTabTests {
    @Test func `Enter on a cause lists the devices that it struck`() async throws {
        try await DashboardFleet.with { fleet in
            try await fleet.fail(["dev-002", "dev-005"], reason: "no space left on /data")
            try await fleet.fail(["dev-007"], reason: "signature mismatch")
            var robot = fleet.robot()
            await robot.start()
            await robot.press(.enter, "2")
            #expect(robot.frame().line(2).contains("2 causes explain 3 bad"))
            #expect(robot.text().contains("> x no space left on /data"))
            await robot.press(.enter)
            #expect(robot.frame().line(4).hasPrefix(" DEVICES (2)   no space left on /data"))
            #expect(robot.frame().line(6).contains("dev-002"))
            #expect(robot.frame().line(7).contains("dev-005"))
            #expect(!robot.text().contains("dev-007"))
            await robot.press("2", "j", .enter)
            #expect(robot.frame().line(4).hasPrefix(" DEVICES (1)   signature mismatch"))
            #expect(robot.frame().line(6).contains("dev-007"))
            await robot.press("4")
            #expect(robot.frame().line(4).hasPrefix(" DEVICES (12)"))
        }
    }

    @Test func `Enter on a device shows its history, and Esc leads back`() async throws {
        try await DashboardFleet.with { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press(.enter, "4", "j", .enter)
            #expect(robot.frame().line(0).contains("dev-002"))
            await robot.press(.escape)
            #expect(robot.application.top(BatchLiveScreen.self)?.tab == .devices)
        }
    }

    @Test func `without a silent device the third tab is empty`() async throws {
        try await DashboardFleet.with { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press(.enter, "3")
            #expect(robot.frame().line(4).hasPrefix(" DEVICES (0)   silent"))
        }
    }

    @Test func `the timeline leads to every event of the batch`() async throws {
        try await DashboardFleet.with { fleet in
            try await fleet.fail(["dev-002"], reason: "signature mismatch")
            var robot = fleet.robot()
            await robot.start()
            await robot.press(.enter, "5")
            #expect(robot.text().contains("failed: signature mismatch"))
            await robot.press(.enter)
            #expect(robot.frame().line(3).contains("filter batch=\(fleet.batch.id)"))
        }
    }

    @Test func `R retries exactly what failed, once`() async throws {
        try await DashboardFleet.with(devices: 3) { fleet in
            try await fleet.fail(["dev-001", "dev-002", "dev-003"], reason: "signature mismatch")
            var robot = fleet.robot()
            await robot.start()
            for _ in 1...2 {
                await robot.press("G", "R")
                await robot.answer()
                await robot.type(fleet.batch.name)
                await robot.press(.enter, .enter)
                await robot.wait(milliseconds: 1_000)
            }
            let home = try await fleet.services.updates.home(as: fleet.operator, endedLimit: 50)
            #expect(home.rollouts.count == 2)
            #expect(home.rollouts.map(\.summary.rollout.counters.total) == [3, 3])
        }
    }
}
