import Logging
import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// A query that takes too long, and ctrl-c.
struct SlowQueryTests {
    @Test(.timeLimit(.minutes(5)))
    func `ctrl-c interrupts SQLite, keys are answered before, and the next poll comes after its interval`() async throws
    {
        try await withFileRepository { repository, _ in
            try await repository.write { transaction in
                let organization = try transaction.insertOrganization()
                let devices = try transaction.insertDevices(1, in: organization.id)
                try transaction.insertBatch(of: devices, firmware: try transaction.insertRelease().id)
            }
            let (begun, begin) = AsyncStream.makeStream(of: Void.self)
            let (ended, end) = AsyncStream.makeStream(of: (any Error).self)
            let services = Services(repository: repository, logger: Logger(label: "test"))
            var reads = DashboardReads(services: services, principal: .operator("ada")) { 0 }
            let (home, isFirst) = (reads.home, FirstTime())
            reads.home = {
                guard isFirst.take() else { return try await home() }
                begin.yield()
                do { try await repository.readWithoutEnd() } catch { end.yield(error) }
                throw CancellationError()
            }
            let terminal = RecordedTerminal()
            let clock = SteppedClock()
            let header = HeaderState(organization: "acme", viewer: .readOnly, pollInterval: 1_000)
            let application = DashboardApplication.make(
                reads: reads, acts: .readOnly, log: LogBook { .example }, header: header)
            async let left = DashboardLoop(driver: terminal, clock: clock, glyphs: .ascii).run(application)

            await begun.first()
            terminal.send(.key("?"))
            await terminal.waitForPaint { $0.contains("type to search") }
            terminal.send(.key(.escape), .key(.control("c")))
            await terminal.waitForPaint { $0.contains("cancelled what was loading") && $0.contains(" loading") }
            let error = try #require(await ended.first())
            #expect(error is CancellationError)
            for _ in 1...4 { await clock.step() }
            await terminal.waitForPaint { $0.contains(" ROLLOUTS (1)") }
            #expect(clock.reading().instant.milliseconds == 1_000)
            terminal.send(.terminated)
            #expect(await left.isFinished)
        }
    }

    @Test(arguments: ["rollouts", "batch 1", "devices", "history gw-001"])
    func `every screen asks again an interval after ctrl-c`(line: String) async throws {
        try await ScreenWorld.with { world in
            try await world.fillUntouched()
            var robot = world.robot()
            await robot.start()
            robot.awaitsWork = false
            await robot.open(line)
            await robot.press(.control("c"))
            robot.awaitsWork = true
            await robot.wait(milliseconds: 750)
            try await world.repository.write { transaction in
                for device in try transaction.page(of: DeviceQuery(), in: .all, at: .first, limit: 1).rows {
                    try transaction.setStatus(of: [device.id], active: false, updatesEnabled: nil)
                    try transaction.append([
                        .example(.deviceDeactivated, on: EventSubject(deviceID: device.id, batchID: .init(1)))
                    ])
                }
                try transaction.setBoth(.init(1), to: .paused)
            }
            #expect(!robot.text().contains(/PAUSED|inactive/))
            await robot.wait(milliseconds: 250)
            #expect(robot.text().contains(/PAUSED|inactive/))
        }
    }
}
