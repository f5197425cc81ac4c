import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

@Suite struct ConditionScreenTests {
    private static let halt = StandingHalt(
        reach: .everything,
        note: HaltNote(by: "eve\u{1B}[2J", reason: "bad signatures", at: .polled - .seconds(720)))

    @Test func `home says that everything is halted, by whom and why, and that no server is there`() async {
        let reads = ScriptedReads {
            $0.home = .example(
                [.example(3, name: "us-meters", counters: .example(total: 100, succeeded: 60, initiated: 40))],
                serversLostSince: .polled - .seconds(300), halts: [Self.halt])
            $0.halts = [Self.halt]
        }
        var robot = await startedRobot(reads)
        #expect(
            robot.text() == """
                 slipway  acme                                ALL HALTED  db ok  14:03Z  oncall
                 [Rollouts] Devices  Organizations  Firmware  Sessions  Events      attention 2
                --------------------------------------------------------------------------------
                 ROLLOUTS (1)
                  STATUS           NAME                FIRMWARE   PROGRESS            BAD    ETA
                > > IN PROGRESS    us-meters           4.12.0     [######....]  60%     0      ?










                 ATTENTION
                 x the servers           no server answers devices for 5m: 40 devices wait;
                                         slipway serve starts one
                 x everything            every update is halted for 12m by eve?[2J: bad
                                         signatures; a here releases it
                --------------------------------------------------------------------------------
                 enter open  P pause  X cancel  a actions  n new  : command  ? help  q quit

                """)
    }

    @Test func `a halt is in the first line of every screen, and its reason in the help`() async {
        let reads = ScriptedReads { $0.halts = [Self.halt] }
        var robot = await startedRobot(reads, columns: 100, rows: 40)
        for screen in ["devices", "organizations", "firmware", "sessions", "events", "batches"] {
            await robot.type(":\(screen)")
            await robot.press(.enter)
            #expect(robot.text().split(separator: "\n").first?.contains("ALL HALTED") == true, "\(screen)")
        }
        await robot.press("?")
        #expect(robot.text().contains("ALL HALTED: every update is halted since 13:51Z by eve?[2J: bad signatures"))
    }

    @Test func `the halts of organizations are counted in the first line`() {
        let halts = ["acme", "other"].enumerated().map { index, name in
            StandingHalt(reach: .organization(.init(Int64(index)), name: name), note: nil)
        }
        #expect(HeaderBadge.halts([]) == [])
        #expect(HeaderBadge.halts(Array(halts.prefix(1))).map { $0.text.plain(.ascii) } == ["1 HALTED"])
        #expect(HeaderBadge.halts(halts).map { $0.text.plain(.ascii) } == ["2 HALTED"])
    }

    @Test func `without a rollout home tells what is wrong below its first steps`() async {
        let reads = ScriptedReads { $0.home = .example([], halts: [Self.halt]) }
        var robot = await startedRobot(reads)
        #expect(robot.text().contains("No rollout yet"))
        #expect(robot.text().contains("every update is halted for 12m by eve?[2J: bad"))
    }

    @Test func `the screen of a rollout says that a halt holds it, and no more that nothing is wrong`() async throws {
        try await withFleet(devices: 4) { fleet in
            let batch = try await fleet.startBatch(of: 3)
            var robot = fleet.robot()
            await robot.start()
            await robot.press(.enter)
            #expect(robot.text().contains("nothing is wrong so far"))
            _ = try await fleet.updates.halt(organization: "acme", reason: "smoke in Kiel", as: fleet.ada)
            await robot.press(.control("r"))
            #expect(robot.text().contains("its updates are halted for <1m by ada: smoke in Kiel"))
            #expect(!robot.text().contains("nothing is wrong"))
            #expect(robot.text().contains("1 HALTED"))
            #expect(batch.sessions.count == 3)
        }
    }
}
