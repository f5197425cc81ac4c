import SlipwayCore
import SlipwayServices
import TerminalUI
import Testing

@testable import SlipwayDashboard

struct RolloutsScreenTests {
    @Test func `a busy fleet at 80x24`() async {
        let reads = ScriptedReads { $0.home = .busy }
        var robot = await startedRobot(reads)
        #expect(
            robot.text() == """
                 slipway  acme                                            db ok  14:03Z  oncall
                 [Rollouts] Devices  Organizations  Firmware  Sessions  Events      attention 2
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

                """)
    }

    @Test func `figures that are wrong come before everything that they say`() async {
        let differences = [
            CounterDifference(of: .batch(.init(7)), figure: "n_failed", kept: 4, counted: 3),
            CounterDifference(of: .organization(.init(1)), figure: "device_count", kept: 4, counted: 3),
        ]
        let reads = ScriptedReads { $0.home = .example([.example(1)], counterDifferences: differences) }
        var robot = await startedRobot(reads)
        let lines = robot.text().split(separator: "\n").map(String.init)
        #expect(lines[1].hasSuffix("  figures differ"))
        let attention = lines.drop { $0 != " ATTENTION" }.dropFirst().prefix(2)
        #expect(
            Array(attention) == [
                " x the figures           2 figures differ from the rows: batch 7: n_failed is",
                "                         4, counted 3",
            ])
    }

    @Test func `a worker that was lost is told with its name, and no control character of it`() async {
        let lost = [("db-1:7\u{1B}[2J", WorkerKind.serve), ("db-2:9", .dashboard)].map { name, kind in
            Worker(name: name, kind: kind, lastHeartbeat: .polled - .seconds(720), missedAt: .polled)
        }
        let reads = ScriptedReads { $0.home = .example([.example(1)], lostWorkers: lost) }
        var robot = await startedRobot(reads)
        let lines = robot.text().split(separator: "\n").map(String.init)
        let attention = lines.drop { $0 != " ATTENTION" }.dropFirst().joined()
        #expect(attention.contains("a worker"))
        #expect(attention.contains("serve db-1:7"))
        #expect(!attention.contains("\u{1B}"))
        #expect(attention.contains("and 1 more"))
    }

    @Test func `a busy fleet at 160x48 shows the selected rollout beside the list`() async {
        let reads = ScriptedReads { $0.home = .busy }
        var robot = await startedRobot(reads, columns: 160, rows: 48)
        #expect(
            robot.text() == """
                 slipway  acme                                                                                                                            db ok  14:03Z  oncall
                 [Rollouts] Devices  Organizations  Firmware  Sessions  Events                                                                                      attention 2
                ----------------------------------------------------------------------------------------------------------------------------------------------------------------
                 ROLLOUTS (6)                                                                                                   | eu-gateways wave 2
                  STATUS           NAME                                               FIRMWARE   PROGRESS            BAD    ETA | > IN PROGRESS  firmware 4.12.0
                > x FAILING        eu-gateways wave 2                                 4.12.0     [##x!......]  34%    43    ~6m | acme
                  ! STUCK          lab-sensors                                        2.1.0      [########x!]  88%     1      ? | by ops, created 13:40Z
                  > IN PROGRESS    us-meters 3 of 4                                   3.9.4      [######x...]  61%     2    ~4m |
                  . PENDING        apac-gateways                                      4.12.0     [..........]   0%     0      - | [###########xx!............................]
                  x 20 OF 20 BAD   cam-pilot                                          1.0.9      [xxxxxxxxxx]         20      - |
                  + COMPLETED      us-gateways                                        4.12.0     [#########x]          4      - | + succeeded                139
                                                                                                                                |     verified               127
                                                                                                                                | x failed                    31
                                                                                                                                |     fell back                0
                                                                                                                                |     lost                     0
                                                                                                                                | = left out                   0
                                                                                                                                | . pending                    0
                                                                                                                                | > under way                330
                                                                                                                                |     waiting                 49
                                                                                                                                |     acknowledged            40
                                                                                                                                |     downloading            212
                                                                                                                                |     flashed                 29
                                                                                                                                | ! silent                    12
                                                                                                                                |
                                                                                                                                | 48/min (10m)
                                                                                                                                |
                                                                                                                                | WHY IT GOES WRONG (43)
                                                                                                                                |    22 x signature mismatch
                                                                                                                                |         hw C 100% (rollout: 9%)
                                                                                                                                |    12 ! silent since flash
                                                                                                                                |         from 4.9.2 92% (rollout: 12%)
                                                                                                                                |     9 x no space left on /data
                                                                                                                                |
                                                                                                                                |
                                                                                                                                |
                                                                                                                                |
                                                                                                                                |
                                                                                                                                |
                                                                                                                                |
                                                                                                                                |
                                                                                                                                |
                 ATTENTION                                                                                                      |
                 x eu-gateways wave 2    43 of 182 bad: 22 "signature mismatch", 12 silent since flash, 9 "no space left on     |
                                         /data"                                                                                 |
                 ! lab-sensors           12 devices silent while updating, the longest for over 30m                             |
                ----------------------------------------------------------------------------------------------------------------------------------------------------------------
                 enter open  P pause  X cancel  a actions  n new  / filter  : command  ? help  q quit

                """)
    }

    @Test func `beside the list a rollout of several batches is explained by all of them, once a change`() async {
        let reads = ScriptedReads {
            $0.home = .example([.ofSeveralBatches(7), .ofSeveralBatches(6), .example(5)])
            $0.explanation = RolloutExplanation(reasons: [.example(count: 22)], recentlyFinished: 480)
        }
        var robot = await startedRobot(reads, columns: 160, rows: 48)
        #expect(robot.text().contains("?/min"))
        await robot.wait(milliseconds: 1_000)
        #expect(robot.text().contains("22 x signature mismatch"))
        #expect(robot.text().contains("48/min (10m)"))
        #expect(reads.asked.count { $0 == "explanation" } == 1)
        await robot.wait(milliseconds: 3_000)
        #expect(reads.asked.count { $0 == "explanation" } == 1)
        reads.change {
            $0.explanation.reasons = [.example(.lost, count: 23)]
            $0.mark = "2"
            $0.home = .example([.ofSeveralBatches(7), .ofSeveralBatches(6), .example(5)], mark: "2")
        }
        await robot.wait(milliseconds: 1_000)
        #expect(robot.text().contains("23 x lost"))
        #expect(reads.asked.count { $0 == "explanation" } == 2)
        await robot.press("j")
        #expect(reads.asked.count { $0 == "explanation" } == 3)
        // What has one batch is explained by the list itself.
        await robot.press("j")
        #expect(reads.asked.count { $0 == "explanation" } == 3)
    }

    @Test func `where there is no room for one rollout none is explained`() async {
        let reads = ScriptedReads { $0.home = .example([.ofSeveralBatches(7), .ofSeveralBatches(6)]) }
        var robot = await startedRobot(reads)
        await robot.press("j")
        #expect(!reads.asked.contains("explanation"))
        #expect(robot.text().contains("~") == false)
    }

    @Test func `a busy fleet at 60x16 leaves out the rightmost columns`() async {
        let reads = ScriptedReads { $0.home = .busy }
        var robot = await startedRobot(reads, columns: 60, rows: 16)
        #expect(
            robot.text() == """
                 slipway  acme                        db ok  14:03Z  oncall
                 [Rollouts] Devices  Organizations  Firmware  . attention 2
                ------------------------------------------------------------
                 ROLLOUTS (6)
                  STATUS           NAME                    PROGRESS
                > x FAILING        eu-gateways wave 2      [##x!......]  34%
                  ! STUCK          lab-sensors             [########x!]  88%
                  > IN PROGRESS    us-meters 3 of 4        [######x...]  61%
                  . PENDING        apac-gateways           [..........]   0%
                  x 20 OF 20 BAD   cam-pilot               [xxxxxxxxxx]
                  + COMPLETED      us-gateways             [#########x]


                ------------------------------------------------------------
                 enter open  P pause  X cancel  : command  ? help  q quit

                """)
    }

    @Test func `a busy fleet at 40x10 is one line a rollout`() async {
        let reads = ScriptedReads { $0.home = .busy }
        var robot = await startedRobot(reads, columns: 40, rows: 10)
        #expect(
            robot.text() == """
                 slipway  acme    db ok  14:03Z  oncall
                 6 rollouts, attention 2
                > x eu-gateways wave 2 34% x31 !12
                  ! lab-sensors 88% x1 !12
                  > us-meters 3 of 4 61% x2
                  . apac-gateways 0%
                  x cam-pilot 100% x20
                  + us-gateways 100% x4


                """)
    }

    @Test func `no rollout at 80x24 says what to do next`() async {
        let reads = ScriptedReads { $0.home = .example([]) }
        var robot = await startedRobot(reads)
        #expect(
            robot.text() == """
                 slipway  acme                                            db ok  14:03Z  oncall
                 [Rollouts] Devices  Organizations  Firmware  Sessions  Events      attention 0
                --------------------------------------------------------------------------------
                 ROLLOUTS (0)

                 No rollout yet. To start one:

                   slipway firmware upload FILE --version 1.0.0 --channel production
                   slipway firmware promote 1.0.0 testing
                   slipway firmware promote 1.0.0 approved
                   slipway batches create --name first --firmware 1.0.0 --organization NAME

                 It appears here by itself.








                --------------------------------------------------------------------------------
                 enter open  P pause  X cancel  a actions  n new  : command  ? help  q quit

                """)
    }

    @Test func `no rollout at 40x10`() async {
        let reads = ScriptedReads { $0.home = .example([]) }
        var robot = await startedRobot(reads, columns: 40, rows: 10)
        #expect(
            robot.text() == """
                 slipway  acme    db ok  14:03Z  oncall
                 no rollout yet








                """)
    }

    @Test func `more rollouts than fit say which are seen`() async {
        let rows = (1...40).map { HomeRow.example(Int64($0), name: "rollout \($0)") }
        let reads = ScriptedReads { $0.home = .example(rows, openIsCapped: true) }
        var robot = await startedRobot(reads)
        #expect(
            robot.text() == """
                 slipway  acme                                            db ok  14:03Z  oncall
                 [Rollouts] Devices  Organizations  Firmware  Sessions  Events     attention 40
                --------------------------------------------------------------------------------
                 ROLLOUTS (40+)                                                  row 1-10 of 40
                  STATUS           NAME                FIRMWARE   PROGRESS            BAD    ETA
                > x FAILING        rollout 1           4.12.0     [##x!......]  34%    43      ?
                  x FAILING        rollout 2           4.12.0     [##x!......]  34%    43      ?
                  x FAILING        rollout 3           4.12.0     [##x!......]  34%    43      ?
                  x FAILING        rollout 4           4.12.0     [##x!......]  34%    43      ?
                  x FAILING        rollout 5           4.12.0     [##x!......]  34%    43      ?
                  x FAILING        rollout 6           4.12.0     [##x!......]  34%    43      ?
                  x FAILING        rollout 7           4.12.0     [##x!......]  34%    43      ?
                  x FAILING        rollout 8           4.12.0     [##x!......]  34%    43      ?
                  x FAILING        rollout 9           4.12.0     [##x!......]  34%    43      ?
                  x FAILING        rollout 10          4.12.0     [##x!......]  34%    43      ?

                 ATTENTION
                 x rollout 1             43 of 182 bad
                 x rollout 2             43 of 182 bad
                 x rollout 3             43 of 182 bad
                 and 37 more
                --------------------------------------------------------------------------------
                 enter open  P pause  X cancel  a actions  n new  : command  ? help  q quit

                """)
    }

    @Test func `under 40x10 one line is left`() async {
        let reads = ScriptedReads { $0.home = .busy }
        var robot = await startedRobot(reads, columns: 39, rows: 9)
        #expect(robot.frame().line(0) == "eu-gateways wave 2 34% x31 !12 +5")
    }

    @Test func `before the first answer it is loading`() async {
        var robot = Robot(ScriptedReads().application())
        robot.awaitsWork = false
        await robot.start()
        #expect(
            robot.frame().line(0) == " slipway  acme                                                     db ?  oncall")
        #expect(robot.frame().line(4) == " loading")
    }

    @Test func `a read-only viewer is told so`() async {
        let reads = ScriptedReads { $0.home = .busy }
        var robot = await startedRobot(reads, isReadOnly: true)
        #expect(robot.frame().line(0).hasSuffix("db ok  14:03Z  read-only"))
    }

    @Test func `work without a worker is told`() async {
        let reads = ScriptedReads { $0.home = .example([.example()], workerAlive: false, workWaiting: true) }
        var robot = await startedRobot(reads)
        #expect(robot.frame().line(0).hasSuffix("no worker  db ok  14:03Z  oncall"))
    }

    @Test func `a clock that jumped is told beside the rest, on every screen, and by help in words`() async {
        let reads = ScriptedReads {
            $0.home = .example([.example()], workerAlive: false, workWaiting: true)
            $0.clock = .jumped(.seconds(-3_600))
        }
        var robot = await startedRobot(reads)
        #expect(
            robot.frame().line(0)
                == " slipway  acme                   no worker  clock -1h00m  db ok  14:03Z  oncall")
        await robot.open("devices")
        #expect(robot.frame().line(0).hasSuffix("clock -1h00m  db ok  14:03Z  oncall"))
        reads.change { $0.clock = .jumped(.seconds(40 * 86_400)) }
        await robot.wait(milliseconds: 1_000)
        #expect(robot.frame().line(0).hasSuffix("clock +40d  db ok  14:03Z  oncall"))
        await robot.press("?")
        #expect(robot.text().contains("clock +40d: the clock jumped ahead by 40d"))
        await robot.press(.escape)
        reads.change { $0.clock = nil }
        await robot.wait(milliseconds: 1_000)
        #expect(robot.frame().line(0).hasSuffix("no worker  db ok  14:03Z  oncall"))
    }

    @Test func `help says what # stands for where a cause has it`() async {
        let masked = HomeView.example([
            .example(reasons: [.example(.failed("no space left on /data (need # kB)"), count: 3, minutesAgo: 2)])
        ])
        var robot = await startedRobot(ScriptedReads { $0.home = masked })
        await robot.press("?")
        #expect(robot.text().contains("# stands for any number, address or identifier"))

        var calm = await startedRobot(ScriptedReads { $0.home = .example([.example()]) })
        await calm.press("?")
        #expect(!calm.text().contains("# stands for"))
    }

    @Test func `a database with another clock than this machine is told`() async {
        let reads = ScriptedReads {
            $0.home = .busy
            $0.clock = .differs(.milliseconds(-3_400))
        }
        var robot = await startedRobot(reads)
        #expect(robot.frame().line(0).hasSuffix("db clock -3s  db ok  14:03Z  oncall"))
    }

    @Test func `with little room every rollout tells less before one is left out`() async {
        let rows = (1...7).map { HomeRow.example(Int64($0), name: "rollout \($0)", reasons: ReasonSummary.three) }
        let reads = ScriptedReads { $0.home = .example(rows) }
        var robot = await startedRobot(reads)
        #expect(robot.frame().line(13) == " ATTENTION")
        #expect(
            robot.frame().line(14)
                == " x rollout 1             43 of 182 bad: 22 \"signature mismatch\", 12 silent .")
        #expect(robot.frame().line(20).hasPrefix(" x rollout 7"))
    }
}
