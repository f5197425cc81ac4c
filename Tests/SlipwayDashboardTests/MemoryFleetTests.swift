import Logging
import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// The dashboard on a real database, which changes while it is looked at.
struct MemoryFleetTests {
    @Test func `the home screen is filled from the database and follows it by itself`() async throws {
        try await withFleet { fleet in
            var robot = fleet.robot()
            await robot.start()
            #expect(robot.frame().line(3) == " ROLLOUTS (1)")
            #expect(
                robot.frame().line(5)
                    == "> . PENDING        spring              2.0.0      [..........]   0%     0      -")
            #expect(robot.frame().line(0).contains("no worker"))

            let sessions = try await fleet.start()
            await robot.wait(milliseconds: 1_000)
            #expect(
                robot.frame().line(5)
                    == "> > IN PROGRESS    spring              2.0.0      [..........]   0%     0      ?")

            try await fleet.complete(sessions.prefix(7))
            await robot.wait(milliseconds: 1_000)
            #expect(
                robot.frame().line(5)
                    == "> > IN PROGRESS    spring              2.0.0      [#######...]  70%     0    <1m")
        }
    }

    @Test func `the live screen counts, groups the reasons and tells what happened last`() async throws {
        try await withFleet { fleet in
            var robot = fleet.robot()
            await robot.start()
            let sessions = try await fleet.start()
            await robot.press(.enter)
            #expect(robot.frame().line(1) == " > IN PROGRESS <1m   1.0.0 > 2.0.0   10 devices   by ada")
            #expect(robot.frame().line(4).hasPrefix(" 0 of 10     0% ["))

            try await fleet.complete(sessions.prefix(4))
            for (number, session) in sessions.dropFirst(4).prefix(3).enumerated() {
                _ = try await fleet.services.updates.fail(
                    session, reason: "no space left on /data\(number)", as: fleet.operator)
            }
            await robot.wait(milliseconds: 1_000)
            #expect(robot.frame().line(2) == " 1 cause explains 3 bad: 2 shows them")
            #expect(robot.frame().line(4).hasPrefix(" 7 of 10    70% ["))
            #expect(robot.frame().line(9).hasPrefix(" x no space left on /data#                      3   100%"))
            #expect(robot.text().contains("x dev-007          failed: no space left on /data2"))
            await robot.press("?")
            #expect(robot.text().contains("# stands for any number, address or identifier"))
            await robot.press(.escape)

            await robot.press("4")
            #expect(robot.frame().line(4).hasSuffix("row 1-10 of 10"))
            #expect(robot.frame().line(6).hasPrefix("> dev-001              + completed    100% 1.0.0      rev-a"))
            #expect(robot.frame().line(10).hasPrefix("  dev-005              x failed"))
            #expect(robot.frame().line(15).hasPrefix("  dev-010              > waiting        0%"))
        }
    }

    @Test func `a worker that waits for the batch starts it while one looks`() async throws {
        try await withFleet { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.press(.enter)
            #expect(robot.frame().line(2) == " no worker is alive to start it: slipway serve starts one")
            _ = try await WorkerHeartbeat(services: fleet.services, worker: "w").step()
            _ = try await BatchProcessor(services: fleet.services, worker: "w").step()
            await robot.wait(milliseconds: 1_000)
            #expect(robot.frame().line(1).hasPrefix(" > IN PROGRESS"))
            #expect(!robot.frame().line(0).contains("no worker"))
        }
    }

    @Test func `an idle dashboard writes nothing`() async throws {
        try await withFleet { fleet in
            var robot = fleet.robot()
            await robot.start()
            let before = robot.frame()
            await robot.wait(milliseconds: 30_000)
            #expect(robot.frame() == before)
        }
    }

    private struct Fleet {
        let services: Services
        let batch: UpdateBatch
        let `operator` = Principal.operator("ada")

        func robot() -> Robot {
            Robot(
                // Every answer takes no time: on a busy machine a real one may be slow, and would be shown as such.
                DashboardApplication.make(
                    reads: DashboardReads(services: services, principal: `operator`) { 0 },
                    acts: DashboardActs(services: services, principal: `operator`),
                    log: LogBook { .example },
                    header: HeaderState(
                        organization: "all organizations", viewer: .named("ada"), pollInterval: 1_000)),
                size: Size(columns: 80, rows: 24),
                now: ClockReading(
                    instant: ScreenInstant(milliseconds: 0),
                    wall: WallTime(milliseconds: Timestamp.example.milliseconds)))
        }

        func start() async throws -> [SessionID] {
            let batch = batch
            return try await services.repository.write { try $0.startBatch(batch) }
        }

        func complete(_ sessions: some Sequence<SessionID>) async throws {
            let sessions = Array(sessions)
            try await services.repository.write { transaction in
                for session in sessions { try transaction.complete(session) }
            }
        }
    }

    /// Ten devices on 1.0.0 and a pending batch to 2.0.0.
    private func withFleet(_ body: (Fleet) async throws -> Void) async throws {
        try await withRepository { repository, _ in
            let batch = try await repository.write { transaction in
                let organization = try transaction.insertOrganization()
                let devices = try transaction.insertDevices(10, in: organization.id)
                let release = try transaction.insertRelease()
                return try transaction.insertBatch(of: devices, firmware: release.id)
            }
            try await body(
                Fleet(services: Services(repository: repository, logger: Logger(label: "test")), batch: batch))
        }
    }
}
