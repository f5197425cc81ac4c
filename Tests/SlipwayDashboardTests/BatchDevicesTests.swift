import SlipwayCore
import SlipwayServices
import TerminalUI
import Testing

@testable import SlipwayDashboard

struct BatchDevicesTests {
    @Test func `devices in every state at 80x24`() async {
        let reads = ScriptedReads {
            $0.home = .busy
            $0.live = .example()
            $0.devices = BatchDeviceRow.mixed
        }
        var robot = await startedRobot(reads, opensBatch: true)
        await robot.press("4")
        #expect(
            robot.text() == """
                 slipway  acme > rollouts > eu-gateways wave 2            db ok  14:03Z  oncall
                 > IN PROGRESS 23m   4.11.3 +1 > 4.12.0   500 devices   by ops
                 3 causes explain 43 bad: 1 shows why
                --------------------------------------------------------------------------------
                 DEVICES (500)                                                  row 1-15 of 500
                  DEVICE               STATE          DONE FROM       HW     REASON
                > gw-1                 . pending         - 4.11.3     C
                  gw-2                 > waiting        0% 4.11.3     C
                  gw-3                 > acknowledged   0% 4.11.3     C
                  gw-4                 > downloading   40% 4.11.3     C
                  gw-5                 ! downloading   40% 4.11.3     C      silent
                  gw-6                 > flashed      100% 4.11.3     C
                  gw-7                 + completed    100% 4.11.3     C
                  gw-8                 x failed        40% 4.11.3     C      no space left on /.
                  gw-9                 = cancelled     40% 4.11.3     C      cancelled
                  gw-10                = left out        - ?          ?      inactive
                  gw-11                > downloading   40% 4.11.3     C
                  gw-12                > downloading   40% 4.11.3     C
                  gw-13                > downloading   40% 4.11.3     C
                  gw-14                > downloading   40% 4.11.3     C
                  gw-15                > downloading   40% 4.11.3     C
                --------------------------------------------------------------------------------
                 P pause  X cancel  1 summary  2 failures  3 stuck  : command  ? help

                """)
    }

    @Test func `devices at 160x48 with the selected one beside them`() async {
        let reads = ScriptedReads {
            $0.home = .busy
            $0.live = .example()
            $0.devices = BatchDeviceRow.mixed
        }
        var robot = await startedRobot(reads, columns: 160, rows: 48, opensBatch: true)
        await robot.press("4")
        await robot.press("j", "j", "j", "j", "j", "j", "j", "j", "j")
        #expect(
            robot.text() == """
                 slipway  acme > rollouts > eu-gateways wave 2                                                                                            db ok  14:03Z  oncall
                 > IN PROGRESS 23m   4.11.3 +1 > 4.12.0   500 devices   by ops
                 3 causes explain 43 bad: 1 shows why
                ----------------------------------------------------------------------------------------------------------------------------------------------------------------
                 DEVICES (500)                                                                              row 1-39 of 500 | gw-10
                  DEVICE                             STATE          DONE FROM       HW     REASON                           | = left out
                  gw-1                               . pending         - 4.11.3     C                                       |
                  gw-2                               > waiting        0% 4.11.3     C                                       | from        ?
                  gw-3                               > acknowledged   0% 4.11.3     C                                       | hardware    ?
                  gw-4                               > downloading   40% 4.11.3     C                                       |
                  gw-5                               ! downloading   40% 4.11.3     C      silent                           | REASON
                  gw-6                               > flashed      100% 4.11.3     C                                       | inactive
                  gw-7                               + completed    100% 4.11.3     C                                       | device_inactive
                  gw-8                               x failed        40% 4.11.3     C      no space left on /data           |
                  gw-9                               = cancelled     40% 4.11.3     C      cancelled                        |
                > gw-10                              = left out        - ?          ?      inactive                         |
                  gw-11                              > downloading   40% 4.11.3     C                                       |
                  gw-12                              > downloading   40% 4.11.3     C                                       |
                  gw-13                              > downloading   40% 4.11.3     C                                       |
                  gw-14                              > downloading   40% 4.11.3     C                                       |
                  gw-15                              > downloading   40% 4.11.3     C                                       |
                  gw-16                              > downloading   40% 4.11.3     C                                       |
                  gw-17                              > downloading   40% 4.11.3     C                                       |
                  gw-18                              > downloading   40% 4.11.3     C                                       |
                  gw-19                              > downloading   40% 4.11.3     C                                       |
                  gw-20                              > downloading   40% 4.11.3     C                                       |
                  gw-21                              > downloading   40% 4.11.3     C                                       |
                  gw-22                              > downloading   40% 4.11.3     C                                       |
                  gw-23                              > downloading   40% 4.11.3     C                                       |
                  gw-24                              > downloading   40% 4.11.3     C                                       |
                  gw-25                              > downloading   40% 4.11.3     C                                       |
                  gw-26                              > downloading   40% 4.11.3     C                                       |
                  gw-27                              > downloading   40% 4.11.3     C                                       |
                  gw-28                              > downloading   40% 4.11.3     C                                       |
                  gw-29                              > downloading   40% 4.11.3     C                                       |
                  gw-30                              > downloading   40% 4.11.3     C                                       |
                  gw-31                              > downloading   40% 4.11.3     C                                       |
                  gw-32                              > downloading   40% 4.11.3     C                                       |
                  gw-33                              > downloading   40% 4.11.3     C                                       |
                  gw-34                              > downloading   40% 4.11.3     C                                       |
                  gw-35                              > downloading   40% 4.11.3     C                                       |
                  gw-36                              > downloading   40% 4.11.3     C                                       |
                  gw-37                              > downloading   40% 4.11.3     C                                       |
                  gw-38                              > downloading   40% 4.11.3     C                                       |
                  gw-39                              > downloading   40% 4.11.3     C                                       |
                ----------------------------------------------------------------------------------------------------------------------------------------------------------------
                 P pause  X cancel  1 summary  2 failures  3 stuck  4 devices  5 timeline  a actions  : command  ? help

                """)
    }

    @Test func `devices at 60x16 leave out the rightmost columns`() async {
        let reads = ScriptedReads {
            $0.home = .busy
            $0.live = .example()
            $0.devices = BatchDeviceRow.mixed
        }
        var robot = await startedRobot(reads, columns: 60, rows: 16, opensBatch: true)
        await robot.press("4")
        #expect(
            robot.text() == """
                 acme > rollouts > eu-gateways wave.  db ok  14:03Z  oncall
                 > IN PROGRESS 23m   4.11.3 +1 > 4.12.0   500 devices   by .
                 3 causes explain 43 bad: 1 shows why
                ------------------------------------------------------------
                 DEVICES (500)                               row 1-7 of 500
                  DEVICE              STATE          DONE REASON
                > gw-1                . pending         -
                  gw-2                > waiting        0%
                  gw-3                > acknowledged   0%
                  gw-4                > downloading   40%
                  gw-5                ! downloading   40% silent
                  gw-6                > flashed      100%
                  gw-7                + completed    100%
                ------------------------------------------------------------
                 P pause  X cancel  1 summary  : command  ? help

                """)
    }

    @Test func `g and G read the first and the last page`() async {
        var (robot, reads) = await devicesRobot(1_000)
        await robot.press("G")
        #expect(robot.frame().line(4).hasSuffix("row 986-1,000 of 1,000"))
        #expect(robot.frame().line(20).hasPrefix("> gw-1000"))
        await robot.press("g")
        #expect(robot.frame().line(4).hasSuffix("row 1-15 of 1,000"))
        #expect(robot.frame().line(6).hasPrefix("> gw-1 "))
        #expect(reads.asked.filter { $0 == "devices" }.count == 3)
    }

    @Test func `walking down and up again meets every device once`() async {
        var (robot, _) = await devicesRobot(700)
        var seen = [Self.cursor(robot)]
        for _ in 1..<700 {
            await robot.press("j")
            seen.append(Self.cursor(robot))
        }
        #expect(seen == (1...700).map { UpdateBatchDevice.ID(Int64($0)) })
        for _ in 1..<700 { await robot.press("k") }
        #expect(Self.cursor(robot) == UpdateBatchDevice.ID(1))
        #expect(robot.frame().line(4).hasSuffix("row 1-15 of 700"))
    }

    @Test func `the row under the cursor stays on its line when another page comes`() async {
        var (robot, _) = await devicesRobot(1_000)
        for _ in 0..<149 { await robot.press("j") }
        #expect(robot.frame().line(20).hasPrefix("> gw-150"))
        await robot.press("j", "j")
        #expect(robot.frame().line(20).hasPrefix("> gw-152"))
        #expect(robot.frame().line(19).hasPrefix("  gw-151"))
        #expect(robot.frame().line(4).hasSuffix("row 138-152 of 1,000"))
    }

    @Test func `a poll keeps the page and the cursor`() async {
        var (robot, reads) = await devicesRobot(1_000)
        await robot.press("G", "k")
        reads.change {
            $0.mark = "2"
            $0.devices[998] = .example(999, status: .failed, session: .failed, failure: "broken")
        }
        await robot.wait(milliseconds: 1_000)
        #expect(robot.frame().line(20) == "> gw-999               x failed        40% 4.11.3     C      broken")
    }

    @Test func `a page is never more than its limit`() async {
        let (robot, _) = await devicesRobot(5_000)
        #expect(robot.application.top(BatchLiveScreen.self)?.devices.rows.count == DashboardReads.pageLimit)
    }

    private func devicesRobot(_ count: Int) async -> (Robot, ScriptedReads) {
        let reads = ScriptedReads {
            $0.home = .busy
            $0.live = .example(.example(counters: .example(total: count, initiated: count)))
            $0.devices = (1...count).map { .example(Int64($0)) }
        }
        var robot = await startedRobot(reads, opensBatch: true)
        await robot.press("4")
        return (robot, reads)
    }

    private static func cursor(_ robot: Robot) -> UpdateBatchDevice.ID? {
        robot.application.top(BatchLiveScreen.self)?.devices.table.cursor
    }
}
