import SlipwayCore
import SlipwayServices
import TerminalUI
import Testing

@testable import SlipwayDashboard

struct BatchLiveScreenTests {
    @Test func `a failing batch at 80x24`() async {
        let reads = ScriptedReads {
            $0.home = .busy
            $0.live = .example()
            $0.devices = BatchDeviceRow.mixed
        }
        var robot = await startedRobot(reads, opensBatch: true)
        #expect(
            robot.text() == """
                 slipway  acme > rollouts > eu-gateways wave 2            db ok  14:03Z  oncall
                 > IN PROGRESS 23m   4.11.3 +1 > 4.12.0   500 devices   by ops
                 3 causes explain 43 bad: 2 shows them
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

                """)
    }

    @Test func `a failing batch at 160x48`() async {
        let reads = ScriptedReads {
            $0.home = .busy
            $0.live = .example()
            $0.devices = BatchDeviceRow.mixed
        }
        var robot = await startedRobot(reads, columns: 160, rows: 48, opensBatch: true)
        #expect(
            robot.text() == """
                 slipway  acme > rollouts > eu-gateways wave 2                                                                                            db ok  14:03Z  oncall
                 > IN PROGRESS 23m   4.11.3 +1 > 4.12.0   500 devices   by ops
                 3 causes explain 43 bad: 2 shows them
                ----------------------------------------------------------------------------------------------------------------------------------------------------------------
                 170 of 500    34% [################xxx!......................................]  ETA ~6m                                | PHASE         devices   p50   p95
                 + succeeded 139 (127 verified)   > under way 330   x failed 31   ! silent 12                                           | acknowledged        0     ?     ?
                   waiting 49   acknowledged 40   downloading 212   flashed 29   48/min (10m)                                           | downloading         0     ?     ?
                ------------------------------------------------------------------------------------------------------------------------| flashed            60  ~57s   ~4m
                 WHY IT GOES WRONG (43)                                                         n  share  since   common factor         |
                 x signature mismatch                                                          22    51%  13:41Z  hw C 100% (batch: 9%) | HARDWARE
                 ! silent since flash                                                          12    28%  13:44Z  from 4.9.2 92% (12%)  | C                          45    9%
                 x no space left on /data                                                       9    21%  13:52Z                        |
                ------------------------------------------------------------------------------------------------------------------------| FROM VERSION
                 NEEDS A HUMAN  12 silent since flash                                                 slowest: flashed p50 ~57s p95 ~4m | 4.11.3                    440   88%
                 ! gw-berlin-07                 flashed 13:44Z       no word since   last seen 19m ago                                  | 4.9.2                      60   12%
                 ! gw-berlin-09                 flashed 13:45Z       no word since   last seen 18m ago                                  |
                ------------------------------------------------------------------------------------------------------------------------|
                 13:58:02Z x gw-koeln-02              failed: signature mismatch                                                        |
                 13:57:40Z + gw-bonn-11               verified: reports 4.12.0                                                          |
                 13:40:00Z i ops                      created eu-gateways wave 2: 500 devices to 4.12.0                                 |
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
                ----------------------------------------------------------------------------------------------------------------------------------------------------------------
                 P pause  X cancel  1 summary  2 failures  3 stuck  4 devices  5 timeline  a actions  : command  ? help

                """)
    }

    @Test func `a failing batch at 60x16`() async {
        let reads = ScriptedReads {
            $0.home = .busy
            $0.live = .example()
            $0.devices = BatchDeviceRow.mixed
        }
        var robot = await startedRobot(reads, columns: 60, rows: 16, opensBatch: true)
        #expect(
            robot.text() == """
                 acme > rollouts > eu-gateways wave.  db ok  14:03Z  oncall
                 > IN PROGRESS 23m   4.11.3 +1 > 4.12.0   500 devices   by .
                 3 causes explain 43 bad: 2 shows them
                ------------------------------------------------------------
                 170 of 500    34% [########x!...................]  ETA ~6m
                 + succeeded 139 (127 verified)   > under way 330
                 x failed 31   ! silent 12
                   waiting 49   acknowledged 40   downloading 212
                   flashed 29   48/min (10m)
                ------------------------------------------------------------
                 WHY IT GOES WRONG (43)                    n  share  since
                 x signature mismatch                     22    51%  13:41Z
                 ! silent since flash                     12    28%  13:44Z
                ------------------------------------------------------------
                 P pause  X cancel  1 summary  : command  ? help

                """)
    }

    @Test func `a failing batch at 40x10 is its summary`() async {
        let reads = ScriptedReads {
            $0.home = .busy
            $0.live = .example()
            $0.devices = BatchDeviceRow.mixed
        }
        var robot = await startedRobot(reads, columns: 40, rows: 10, opensBatch: true)
        #expect(
            robot.text() == """
                 acme > rollout.  db ok  14:03Z  oncall
                 > IN PROGRESS 23m   4.11.3 +1 > 4.12.0.
                 3 causes explain 43 bad: 2 shows them
                 170 of 500    34% [##x!.....]  ETA ~6m
                 + succeeded 139 (127 verified)
                 > under way 330   x failed 31
                 ! silent 12
                   waiting 49   acknowledged 40
                   downloading 212   flashed 29

                """)
    }

    @Test func `a batch that waits for a worker`() async {
        let reads = ScriptedReads {
            $0.home = .busy
            $0.live = BatchLiveView.states[0].view
            $0.devices = BatchDeviceRow.mixed
        }
        var robot = await startedRobot(reads, opensBatch: true)
        #expect(
            robot.text() == """
                 acme > rollouts > eu-gateways wave 2          no worker  db ok  14:03Z  oncall
                 . PENDING 23m   4.11.3 +1 > 4.12.0   80 devices   by ops
                 no worker is alive to start it: slipway serve starts one
                --------------------------------------------------------------------------------
                 0 of 80     0% [......................................................]  ETA -
                 + succeeded 0 (0 verified)   . pending 80   > under way 0   x failed 0
                 ! silent 0
                   waiting 0   acknowledged 0   downloading 0   flashed 0   0/min (10m)
                --------------------------------------------------------------------------------
                 WHY IT GOES WRONG (0)
                --------------------------------------------------------------------------------
                 NEEDS A HUMAN  no device is silent           slowest: flashed p50 ~57s p95 ~4m









                --------------------------------------------------------------------------------
                 P pause  X cancel  1 summary  2 failures  3 stuck  : command  ? help

                """)
    }

    @Test func `a healthy batch`() async {
        let reads = ScriptedReads {
            $0.home = .busy
            $0.live = BatchLiveView.states[1].view
            $0.devices = BatchDeviceRow.mixed
        }
        var robot = await startedRobot(reads, opensBatch: true)
        #expect(
            robot.text() == """
                 slipway  acme > rollouts > eu-gateways wave 2            db ok  14:03Z  oncall
                 > IN PROGRESS 23m   4.11.3 +1 > 4.12.0   500 devices   by ops
                 nothing is wrong so far: 4 shows the devices
                --------------------------------------------------------------------------------
                 100 of 500    20% [##########.........................................]  ETA ?
                 + succeeded 100 (90 verified)   > under way 400   x failed 0   ! silent 0
                   waiting 300   acknowledged 0   downloading 100   flashed 0   0.4/min (10m)
                --------------------------------------------------------------------------------
                 WHY IT GOES WRONG (0)
                --------------------------------------------------------------------------------
                 NEEDS A HUMAN  no device is silent           slowest: flashed p50 ~57s p95 ~4m
                --------------------------------------------------------------------------------
                 13:58:02Z x gw-koeln-02      failed: signature mismatch
                 13:57:40Z + gw-bonn-11       verified: reports 4.12.0
                 13:40:00Z i ops              created eu-gateways wave 2: 500 devices to 4.12.0






                --------------------------------------------------------------------------------
                 P pause  X cancel  1 summary  2 failures  3 stuck  : command  ? help

                """)
    }

    @Test func `a completed batch full of failures is not green`() async {
        let reads = ScriptedReads {
            $0.home = .busy
            $0.live = BatchLiveView.states[2].view
            $0.devices = BatchDeviceRow.mixed
        }
        var robot = await startedRobot(reads, opensBatch: true)
        #expect(
            robot.text() == """
                 slipway  acme > rollouts > eu-gateways wave 2            db ok  14:03Z  oncall
                 x 499 OF 500 BAD created 13:40Z   4.11.3 +1 > 4.12.0   500 devices   by ops
                 1 cause explains 499 bad: 2 shows them
                --------------------------------------------------------------------------------
                 500 of 500   100% [#xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx]  ETA -
                 + succeeded 1 (0 verified)   > under way 0   x failed 499   ! silent 0
                   waiting 0   acknowledged 0   downloading 0   flashed 0   0/min (10m)
                --------------------------------------------------------------------------------
                 WHY IT GOES WRONG (499)                        n  share  since   common factor
                 x signature mismatch                         499   100%  13:41Z
                --------------------------------------------------------------------------------
                 NEEDS A HUMAN  no device is silent           slowest: flashed p50 ~57s p95 ~4m
                --------------------------------------------------------------------------------
                 13:58:02Z x gw-koeln-02      failed: signature mismatch
                 13:57:40Z + gw-bonn-11       verified: reports 4.12.0
                 13:40:00Z i ops              created eu-gateways wave 2: 500 devices to 4.12.0





                --------------------------------------------------------------------------------
                 P pause  X cancel  1 summary  2 failures  3 stuck  : command  ? help

                """)
    }

    @Test func `under 40x10 one line is left`() async {
        let reads = ScriptedReads {
            $0.home = .busy
            $0.live = .example()
        }
        var robot = await startedRobot(reads, columns: 39, rows: 9, opensBatch: true)
        #expect(robot.frame().line(0) == "eu-gateways wave 2 34% x31 !12")
    }

    @Test func `an ended batch with failures has the look of failure`() async {
        let reads = ScriptedReads {
            $0.home = .busy
            $0.live = BatchLiveView.states[2].view
        }
        var robot = await startedRobot(reads, opensBatch: true)
        #expect(robot.frame().roles(row: 1).contains { $0.role == .stateFailed && $0.columns.contains(3) })
    }

    @Test func `a batch that is not there is said so, and asked for again`() async {
        let reads = ScriptedReads { $0.home = .busy }
        var robot = await startedRobot(reads, opensBatch: true)
        #expect(robot.frame().line(5) == " batch 1 not found")
        reads.change { $0.live = .example() }
        await robot.wait(milliseconds: 1_000)
        #expect(robot.frame().line(3) == String(repeating: "-", count: 80))
        #expect(robot.frame().line(2) == " 3 causes explain 43 bad: 2 shows them")
    }
}
