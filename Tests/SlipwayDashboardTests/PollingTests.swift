import SlipwayCore
import SlipwayServices
import TerminalUI
import Testing

@testable import SlipwayDashboard

struct PollingTests {
    @Test func `lost at 80x24: the last data stays with its age, and the countdown shows`() async {
        let reads = ScriptedReads { $0.home = .busy }
        var robot = await startedRobot(reads)
        reads.change { $0.error = .databaseUnavailable("locked") }
        await robot.wait(milliseconds: 7_000)
        #expect(
            robot.text() == """
                 slipway  acme                             db lost 0:06  14:03Z  7s old  oncall
                 [Rollouts] Devices  Organizations  Firmware  Session. retry in 2s (ctrl-r now)
                --------------------------------------------------------------------------------
                 ROLLOUTS (6)
                  STATUS           NAME                FIRMWARE   PROGRESS            BAD    ETA
                > x FAILING        eu-gateways wave 2  4.12.0     [##x!......]  34%    43    ~6m
                  ! STUCK          lab-sensors         2.1.0      [########x!]  88%     1      ?
                  > IN PROGRESS    us-meters 3 of 4    3.9.4      [######x...]  61%     2    ~4m
                  . PENDING        apac-gateways       4.12.0     [..........]   0%     0      -
                  x 20 OF 20 BAD   cam-pilot           1.0.9      [xxxxxxxxxx]         20      -
                  + COMPLETED      us-gateways         4.12.0     [#########x]          4      -





                 ATTENTION
                 x eu-gateways wave 2    43 of 182 bad: 22 "signature mismatch", 12 silent
                                         since flash, 9 "no space left on /data"
                 ! lab-sensors           12 devices silent while updating, the longest for over
                                         30m
                --------------------------------------------------------------------------------
                 enter open  P pause  X cancel  a actions  n new  : command  ? help  q quit
                 x the database cannot be reached: locked
                """)
    }

    @Test func `lost at 40x10`() async {
        let reads = ScriptedReads { $0.home = .busy }
        var robot = await startedRobot(reads, columns: 40, rows: 10)
        reads.change { $0.error = .databaseUnavailable("locked") }
        await robot.wait(milliseconds: 7_000)
        #expect(
            robot.text() == """
                .  db lost 0:06  14:03Z  7s old  oncall
                 retry in 2s (ctrl-r now)
                > x eu-gateways wave 2 34% x31 !12
                  ! lab-sensors 88% x1 !12
                  > us-meters 3 of 4 61% x2
                  . apac-gateways 0%
                  x cam-pilot 100% x20
                  + us-gateways 100% x4

                 x the database cannot be reached: lock.
                """)
    }

    @Test func `lost on the live screen`() async {
        let reads = ScriptedReads {
            $0.home = .busy
            $0.live = .example()
            $0.devices = BatchDeviceRow.mixed
        }
        var robot = await startedRobot(reads, opensBatch: true)
        reads.change { $0.error = .databaseUnavailable("locked") }
        await robot.wait(milliseconds: 7_000)
        #expect(
            robot.text() == """
                 acme > rollouts > eu-gateways wave 2      db lost 0:06  14:03Z  7s old  oncall
                 > IN PROGRESS 23m   4.11.3 +1 > 4.12.0   500 devices   by ops
                 3 causes explain 43 bad: 2 shows them                 retry in 2s (ctrl-r now)
                --------------------------------------------------------------------------------
                 170 of 500    34% [#############xxx!................................]  ETA ~6m
                 + succeeded 139 (127 verified)   > under way 330   x failed 31   ! silent 12
                   waiting 49   acknowledged 40   downloading 212   flashed 29   48/min (10m)
                --------------------------------------------------------------------------------
                 WHY IT GOES WRONG (43)                 n  share  since   common factor
                 x signature mismatch                  22    51%  13:41Z  hw C 100% (batch: 9%)
                 ! silent since flash                  12    28%  13:44Z  from 4.9.2 92% (12%)
                 x no space left on /data               9    21%  13:52Z
                --------------------------------------------------------------------------------
                 NEEDS A HUMAN  12 silent since flash         slowest: flashed p50 ~57s p95 ~4m
                 ! gw-berlin-07       flashed 13:44Z       no word since   last seen 19m ago
                 ! gw-berlin-09       flashed 13:45Z       no word since   last seen 18m ago
                --------------------------------------------------------------------------------
                 13:58:02Z x gw-koeln-02      failed: signature mismatch
                 13:57:40Z + gw-bonn-11       verified: reports 4.12.0
                 13:40:00Z i ops              created eu-gateways wave 2: 500 devices to 4.12.0

                --------------------------------------------------------------------------------
                 P pause  X cancel  1 summary  2 failures  3 stuck  : command  ? help
                 x the database cannot be reached: locked
                """)
    }

    @Test func `the last data is dimmed while the database is lost`() async {
        let reads = ScriptedReads { $0.home = .busy }
        var robot = await startedRobot(reads)
        reads.change { $0.error = .databaseUnavailable("locked") }
        await robot.wait(milliseconds: 2_000)
        #expect(robot.frame().roles(row: 6).map(\.role) == [.stale])
        #expect(robot.frame().roles(row: 20).map(\.role) == [.stale])
    }

    @Test func `dashboards that lost the database together ask for it at times of their own`() {
        let early = Poll(interval: 1_000), late = Poll(interval: 1_000)
        func retry(_ poll: Poll, _ jitter: Double) -> Int64? {
            var poll = poll
            _ = poll.question(at: ScreenInstant(milliseconds: 0), isForced: true)
            _ = poll.failed(at: ScreenInstant(milliseconds: 0), jitter: jitter)
            return poll.retry(at: ScreenInstant(milliseconds: 0))
        }
        #expect(retry(early, 0) == 800)
        #expect(retry(late, 1) == 1_200)
    }

    @Test func `a lost database is asked after 1, 2 and then every 5 seconds`() async {
        let reads = ScriptedReads { $0.error = .databaseUnavailable("gone") }
        var robot = await startedRobot(reads)
        var asked: [Int] = []
        for second in 1...20 {
            let before = reads.asked.count
            await robot.wait(milliseconds: 1_000)
            if reads.asked.count > before { asked.append(second) }
        }
        #expect(asked == [1, 3, 8, 13, 18])
        #expect(robot.frame().line(4) == " the database cannot be reached: gone")
    }

    @Test func `ctrl-r asks at once, and the return says for how long it was lost`() async {
        let reads = ScriptedReads { $0.home = .busy }
        var robot = await startedRobot(reads)
        reads.change { $0.error = .databaseUnavailable("locked") }
        await robot.wait(milliseconds: 9_500)
        reads.change { $0.error = nil }
        await robot.press(.control("r"))
        #expect(robot.frame().line(23) == " the database is back after 8s: nothing was missed")
        #expect(robot.frame().line(0).hasSuffix("db ok  14:03Z  oncall"))
    }

    @Test func `an outage that began at home is told by the screen above it`() async {
        let reads = ScriptedReads {
            $0.home = .busy
            $0.live = .example()
        }
        var robot = await startedRobot(reads)
        reads.change { $0.error = .databaseUnavailable("locked") }
        await robot.wait(milliseconds: 3_000)
        await robot.press(.enter)
        reads.change { $0.error = nil }
        await robot.wait(milliseconds: 2_000)
        #expect(robot.frame().line(23) == " the database is back after 3s: nothing was missed")
    }

    @Test func `an unchanged database is asked for its mark each second and read every ten`() async {
        let reads = ScriptedReads { $0.home = .busy }
        var robot = await startedRobot(reads)
        await robot.wait(milliseconds: 9_000)
        #expect(reads.asked == ["home"] + Array(repeating: "mark", count: 9))
        await robot.wait(milliseconds: 1_000)
        #expect(reads.asked.last == "home")
    }

    @Test func `a changed mark brings the new numbers by itself`() async {
        let reads = ScriptedReads { $0.home = .busy }
        var robot = await startedRobot(reads)
        reads.change {
            $0.mark = "2"
            $0.home = .example([.example(1, name: "the only one")], mark: "2")
        }
        await robot.wait(milliseconds: 1_000)
        #expect(robot.frame().line(3) == " ROLLOUTS (1)")
    }

    @Test func `never two polls at once`() async {
        let reads = ScriptedReads { $0.home = .busy }
        var robot = Robot(reads.application())
        robot.awaitsWork = false
        await robot.start()
        await robot.wait(milliseconds: 8_000)
        await robot.awaitWork()
        #expect(reads.asked == ["home"])
    }

    @Test func `a poll whose answer never came is given up`() async {
        let reads = ScriptedReads { $0.home = .busy }
        var robot = Robot(reads.application())
        robot.awaitsWork = false
        await robot.start()
        await robot.press(.control("c"))
        robot.awaitsWork = true
        await robot.wait(milliseconds: 11_000)
        #expect(reads.asked.first == "home")
    }

    @Test func `a slow database shows its time`() async {
        let reads = ScriptedReads { $0.home = .busy }
        var slow = reads.reads
        slow.home = {
            reads.change { $0.milliseconds += 850 }
            return try await reads.reads.home()
        }
        let header = HeaderState(organization: "acme", viewer: .named("oncall"), pollInterval: 1_000)
        var robot = Robot(
            DashboardApplication.make(reads: slow, acts: .readOnly, log: LogBook { .example }, header: header))
        await robot.start()
        #expect(robot.frame().line(0).hasSuffix("db slow 850ms  14:03Z  oncall"))
    }
}
