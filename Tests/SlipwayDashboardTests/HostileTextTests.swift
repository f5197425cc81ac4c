import SlipwayCore
import SlipwayServices
import TerminalUI
import Testing

@testable import SlipwayDashboard

/// Text that wants to break the terminal, and numbers that want to break the layout.
struct HostileTextTests {
    @Test func `home screen, hostile names at 80x24`() async {
        let reads = ScriptedReads { $0.home = .hostile }
        var robot = await startedRobot(reads)
        #expect(
            robot.text() == """
                 slipway  acme                                            db ok  14:03Z  oncall
                 [Rollouts] Devices  Organizations  Firmware  Sessions  Events      attention 1
                --------------------------------------------------------------------------------
                 ROLLOUTS (5)
                  STATUS           NAME                FIRMWARE   PROGRESS            BAD    ETA
                > x FAILING        a?[2Jb???c?31m      abc?fed?x  [##x!......]  34%    43      ?
                  > IN PROGRESS    abc?fed?x           z.         [..........]   0%     0      ?
                  > IN PROGRESS    ??? fleet ? ok ???  ??? fleet. [..........]   0%     0      ?
                  > IN PROGRESS    ??????????????????. ????????.  [..........]   0%     0      ?
                  . PENDING        xxxxxxxxxxxxxxxxxx. xxxxxxxxx. [..........]   0%     0      -









                 ATTENTION
                 x a?[2Jb???c?31m        43 of 182 bad: 30 "a?[2Jb???c?31m", 13 "abc?fed?x"
                --------------------------------------------------------------------------------
                 enter open  P pause  X cancel  a actions  n new  : command  ? help  q quit

                """)
    }

    @Test func `home screen, hostile names at 160x48`() async {
        let reads = ScriptedReads { $0.home = .hostile }
        var robot = await startedRobot(reads, columns: 160, rows: 48)
        #expect(
            robot.text() == """
                 slipway  acme                                                                                                                            db ok  14:03Z  oncall
                 [Rollouts] Devices  Organizations  Firmware  Sessions  Events                                                                                      attention 1
                ----------------------------------------------------------------------------------------------------------------------------------------------------------------
                 ROLLOUTS (5)                                                                                                   | a?[2Jb???c?31m
                  STATUS           NAME                                               FIRMWARE   PROGRESS            BAD    ETA | > IN PROGRESS  firmware abc?fed?x
                > x FAILING        a?[2Jb???c?31m                                     abc?fed?x  [##x!......]  34%    43      ? | acme
                  > IN PROGRESS    abc?fed?x                                          z.         [..........]   0%     0      ? | by ops, created 13:40Z
                  > IN PROGRESS    ??? fleet ? ok ???                                 ??? fleet. [..........]   0%     0      ? |
                  > IN PROGRESS    ????????????????????                               ????????.  [..........]   0%     0      ? | [###########xx!............................]
                  . PENDING        xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx. xxxxxxxxx. [..........]   0%     0      - |
                                                                                                                                | + succeeded                139
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
                                                                                                                                | 0/min (10m)
                                                                                                                                |
                                                                                                                                | WHY IT GOES WRONG (43)
                                                                                                                                |    30 x a?[2Jb???c?31m
                                                                                                                                |    13 x abc?fed?x
                                                                                                                                |
                                                                                                                                |
                                                                                                                                |
                                                                                                                                |
                                                                                                                                |
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
                 x a?[2Jb???c?31m        43 of 182 bad: 30 "a?[2Jb???c?31m", 13 "abc?fed?x"                                     |
                ----------------------------------------------------------------------------------------------------------------------------------------------------------------
                 enter open  P pause  X cancel  a actions  n new  / filter  : command  ? help  q quit

                """)
    }

    @Test func `home screen, huge numbers at 80x24`() async {
        let reads = ScriptedReads { $0.home = .huge }
        var robot = await startedRobot(reads)
        #expect(
            robot.text() == """
                 slipway  acme                                            db ok  14:03Z  oncall
                 [Rollouts] Devices  Organizations  Firmware  Sessions  Events      attention 1
                --------------------------------------------------------------------------------
                 ROLLOUTS (5)
                  STATUS           NAME                FIRMWARE   PROGRESS            BAD    ETA
                > x FAILING        everything          4.12.0     [####x!....]  62% ~123M ~6h58m
                  > IN PROGRESS    one short of all    4.12.0     [#########.]  99%     0      ?
                  > IN PROGRESS    just begun          4.12.0     [#.........]  <1%     0      ?
                  x 50% BAD        ended               4.12.0     [#####xxxxx]      ~500k      -
                  > IN PROGRESS    of nothing          4.12.0     [..........]    ?     0      ?







                 ATTENTION
                 x everything            123,456,789 of 623,456,788 bad: 123,456,789 "signature
                                         mismatch"; 1,000,000 devices silent while updating,
                                         the longest for over 400d
                --------------------------------------------------------------------------------
                 enter open  P pause  X cancel  a actions  n new  : command  ? help  q quit

                """)
    }

    @Test func `home screen, huge numbers at 40x10`() async {
        let reads = ScriptedReads { $0.home = .huge }
        var robot = await startedRobot(reads, columns: 40, rows: 10)
        #expect(
            robot.text() == """
                 slipway  acme    db ok  14:03Z  oncall
                 5 rollouts, attention 1
                > x everything 62% x~123M !~1M
                  > one short of all 99%
                  > just begun <1%
                  x ended 100% x500000
                  > of nothing ?



                """)
    }

    @Test func `hostile text never reaches a cell`() async {
        let reads = ScriptedReads {
            $0.home = .hostile
            $0.live = .hostile
        }
        var robot = await startedRobot(reads, columns: 160, rows: 48)
        robot.glyphs = .unicode
        let home = robot.text()
        await robot.press(.enter)
        for scalar in (home + robot.text()).unicodeScalars where scalar != "\n" {
            #expect(![.control, .format, .privateUse, .unassigned].contains(scalar.properties.generalCategory))
        }
    }

    @Test(arguments: [1, 20, 39, 40, 59, 60, 79, 80, 109, 110, 300])
    func `no size is too small or odd`(columns: Int) async {
        let reads = ScriptedReads {
            $0.home = .hostile
            $0.live = .huge
            $0.devices = BatchDeviceRow.mixed
        }
        for rows in [1, 2, 3, 5, 9, 10, 15, 16, 24, 100] {
            var robot = await startedRobot(reads, columns: columns, rows: rows)
            #expect(robot.frame().cells.count == columns * rows)
            await robot.press(.enter)
            #expect(robot.frame().cells.count == columns * rows)
            await robot.press("4", "G", "k")
            #expect(robot.frame().cells.count == columns * rows)
        }
    }

    @Test func `live screen, hostile text at 80x24`() async {
        let reads = ScriptedReads {
            $0.home = .hostile
            $0.live = .hostile
            $0.devices = BatchDeviceRow.mixed
        }
        var robot = await startedRobot(reads, opensBatch: true)
        #expect(
            robot.text() == """
                 slipway  acme > rollouts > ??? fleet ? ok ???            db ok  14:03Z  oncall
                 > IN PROGRESS 23m   abc?fed?x > a?[2Jb???c?31m   500 devices   by a?[2Jb???c?3.
                 3 causes explain 43 bad: 2 shows them
                --------------------------------------------------------------------------------
                 170 of 500    34% [#############xxx!................................]  ETA ~6m
                 + succeeded 139 (127 verified)   > under way 330   x failed 31   ! silent 12
                   waiting 49   acknowledged 40   downloading 212   flashed 29   48/min (10m)
                --------------------------------------------------------------------------------
                 WHY IT GOES WRONG (43)            n  share  since   common factor
                 x a?[2Jb???c?31m                 30    70%  13:41Z  hw abc?fed?x 100% (batch:.
                 x ????????????????????           10    23%  13:41Z
                 x no reason given                 3     7%  13:41Z
                --------------------------------------------------------------------------------
                 NEEDS A HUMAN  12 silent since flash         slowest: flashed p50 ~57s p95 ~4m
                 ! abc?fed?x          flashed 13:44Z       no word since   last seen 19m ago
                 ! ????????????????.  flashed 13:44Z       no word since   last seen 19m ago
                --------------------------------------------------------------------------------
                 14:03:00Z x ??? fleet ? ok . failed: a?[2Jb???c?31m
                 14:03:00Z x ??????????????.  failed: ????????????????????
                 14:03:00Z i z.               created xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.

                --------------------------------------------------------------------------------
                 P pause  X cancel  1 summary  2 failures  3 stuck  : command  ? help

                """)
    }

    @Test func `live screen, hostile text at 40x10`() async {
        let reads = ScriptedReads {
            $0.home = .hostile
            $0.live = .hostile
            $0.devices = BatchDeviceRow.mixed
        }
        var robot = await startedRobot(reads, columns: 40, rows: 10, opensBatch: true)
        #expect(
            robot.text() == """
                 acme > rollout.  db ok  14:03Z  oncall
                 > IN PROGRESS 23m   abc?fed?x > a?[2Jb.
                 3 causes explain 43 bad: 2 shows them
                 170 of 500    34% [##x!.....]  ETA ~6m
                 + succeeded 139 (127 verified)
                 > under way 330   x failed 31
                 ! silent 12
                   waiting 49   acknowledged 40
                   downloading 212   flashed 29

                """)
    }

    @Test func `live screen, huge numbers at 80x24`() async {
        let reads = ScriptedReads {
            $0.home = .huge
            $0.live = .huge
            $0.devices = BatchDeviceRow.mixed
        }
        var robot = await startedRobot(reads, opensBatch: true)
        #expect(
            robot.text() == """
                 slipway  acme > rollouts > everything                    db ok  14:03Z  oncall
                 > IN PROGRESS 23m   4.11.3 +1 > 4.12.0   1,000,000,000 devices   by ops
                 2 causes explain 135,802,467 of 136,802,466 bad: 2 shows them
                --------------------------------------------------------------------------------
                 623,456,788 of 1,000,000,000    62% [#############xxx!...........]  ETA ~6h58m
                 + succeeded 499,999,999 (400,000,000 verified)   . pending 76,543,212
                 > under way 300,000,000   x failed 123,456,789   x fell back 12,345,678
                 ! silent 1,000,000
                   waiting 0   acknowledged 1   downloading 200,000,000   flashed 99,999,999
                   900,000/min (10m)
                --------------------------------------------------------------------------------
                 WHY IT GOES WRONG (136,802,466)                n  share  since   common factor
                 x signature mismatch                       ~123M    90%  13:41Z
                 x fell back to another version              ~12M     9%  13:41Z
                --------------------------------------------------------------------------------
                 NEEDS A HUMAN  1,000,000 silent, 999,999 since flash
                 ! gw-berlin-07       flashed 13:44Z       no word since   last seen 19m ago
                 ! gw-berlin-09       flashed 13:45Z       no word since   last seen 18m ago
                --------------------------------------------------------------------------------
                 13:58:02Z x gw-koeln-02      failed: signature mismatch
                 13:57:40Z + gw-bonn-11       verified: reports 4.12.0
                --------------------------------------------------------------------------------
                 P pause  X cancel  1 summary  2 failures  3 stuck  : command  ? help

                """)
    }
}
