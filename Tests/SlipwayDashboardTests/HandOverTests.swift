import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// What a person passes on at the end of a watch.
@Suite struct HandOverTests {
    @Test func `it says how it stands, why, and how to look again`() async {
        let home = HomeView.example([
            .example(
                7,
                reasons: [
                    .example(.failed("no space left on /data (need # kB)"), count: 9, minutesAgo: 11),
                    .example(.silentSinceFlash, count: 2, minutesAgo: 5),
                ])
        ])
        var robot = await startedRobot(ScriptedReads { $0.home = home })
        await robot.press("H")
        #expect(
            robot.copied.map { $0.plain() } == [
                "eu-gateways wave 2: FAILING, firmware 4.12.0; 170 of 500 devices through, 43 bad, 12 silent; "
                    + "9 \"no space left on /data (need # kB)\"; 2 silent since flash; "
                    + "as of 2024-02-01T14:03Z: slipway rollouts show 7"
            ])
        #expect(robot.frame().line(23) == " copied the hand-over: sent to the terminal, may be blocked")
    }

    @Test func `hostile names stay in one line`() async {
        let home = HomeView.example([.example(7, name: "eu\n\u{1B}[2J; rm -rf /\r")])
        var robot = await startedRobot(ScriptedReads { $0.home = home })
        await robot.press("H")
        let text = robot.copied.first?.plain() ?? ""
        #expect(text.hasPrefix("eu··[2J; rm -rf /·: "))
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 })
    }

    @Test func `a rollout that its gate stopped says so`() async throws {
        try await ConformingDatabase.inMemory.withWorld { world in
            let fleet = try await makeFleet(of: 6, in: world.repository, clock: world.clock)
            _ = try await fleet.createPlan(waves: [], gate: GateRequest(maximumBad: 2, maximumBadShare: 0.2))
            try await fleet.conduct()
            for row in try await fleet.rows(try await fleet.batches(of: .init(1))[0]).prefix(2) {
                let session = try #require(row.session).sessionID
                let device = Principal.device(row.deviceUID)
                _ = try await fleet.updates.acknowledge(session, as: device)
                _ = try await fleet.updates.fail(session, reason: "no space left on /data", as: device)
            }
            var robot = fleet.robot()
            await robot.start()
            await robot.press(.enter)
            await robot.press("H")
            #expect(
                robot.copied.map { $0.plain() } == [
                    "spring: PAUSED BY GATE, firmware 2.0.0; 2 of 6 devices through, 2 bad; "
                        + "2 bad, 100% of 2 judged; stops at 2 bad and 20% of at least 6; "
                        + "2 \"no space left on /data\"; as of 2026-11-23T14:00Z: slipway rollouts show 1"
                ])
        }
    }
}
