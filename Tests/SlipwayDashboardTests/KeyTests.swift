import SlipwayCore
import SlipwayServices
import TerminalUI
import Testing

@testable import SlipwayDashboard

struct KeyTests {
    @Test func `no key is bound twice on any screen`() async {
        var robot = await busyRobot()
        #expect(robot.application.keyGuide.duplicates == [])
        await robot.press(.enter)
        #expect(robot.application.keyGuide.duplicates == [])
        await robot.press("4")
        #expect(robot.application.keyGuide.duplicates == [])
    }

    @Test func `Enter opens the batch under the cursor, Esc and q lead back, q at home leaves`() async {
        var robot = await busyRobot()
        await robot.press("j", "j", .enter)
        #expect(robot.application.top(BatchLiveScreen.self) != nil)
        await robot.press(.escape)
        #expect(robot.application.top(RolloutsScreen.self)?.table.cursor == Rollout.ID(3))
        await robot.press(.enter, "q", .escape)
        #expect(robot.application.top(RolloutsScreen.self) != nil)
        #expect(!robot.application.isFinished)
        await robot.press("q")
        #expect(robot.application.isFinished)
    }

    @Test func `j k g G and the arrows move the cursor`() async {
        var robot = await busyRobot()
        var places: [Int64?] = []
        for key: Key in ["j", .down, "k", .up, "G", "j", "g", "k", .end, .home] {
            await robot.press(key)
            places.append(robot.application.top(RolloutsScreen.self)?.table.cursor?.rawValue)
        }
        #expect(places == [2, 3, 2, 1, 6, 6, 1, 1, 6, 1])
    }

    @Test func `the digits and Tab change between the tabs`() async {
        var robot = await busyRobot()
        await robot.press(.enter)
        var tabs: [BatchLiveScreen.Tab?] = []
        for key: Key in ["4", "4", "1", "2", "3", "5", .tab, .tab, .backTab, .backTab] {
            await robot.press(key)
            tabs.append(robot.application.top(BatchLiveScreen.self)?.tab)
        }
        #expect(
            tabs == [
                .devices, .devices, .summary, .failures, .stuck, .timeline, .summary, .failures, .summary, .timeline,
            ])
    }

    @Test func `j and k scroll the events of the summary`() async {
        var robot = await busyRobot()
        await robot.press(.enter, "j")
        #expect(robot.frame().line(17) == " 13:57:40Z + gw-bonn-11       verified: reports 4.12.0")
        await robot.press("k")
        #expect(robot.frame().line(17) == " 13:58:02Z x gw-koeln-02      failed: signature mismatch")
    }

    @Test func `t tells times another way`() async {
        var robot = await busyRobot()
        await robot.press(.enter, "t", "t")
        #expect(robot.frame().line(23) == " times are shown as relative time")
        #expect(robot.frame().line(9).contains("22m ago"))
    }

    @Test func `f freezes the screen and thaws it`() async {
        let reads = ScriptedReads { $0.home = .busy }
        var robot = await startedRobot(reads)
        await robot.press("f")
        reads.change {
            $0.mark = "2"
            $0.home = .example([], mark: "2")
        }
        await robot.wait(milliseconds: 12_000)
        #expect(robot.frame().line(0).contains("FROZEN 12s"))
        #expect(robot.frame().line(3) == " ROLLOUTS (6)")
        await robot.press("f")
        await robot.wait(milliseconds: 1_000)
        #expect(robot.frame().line(3) == " ROLLOUTS (0)")
    }

    @Test func `help and the hint line show the keys of the screen, and only keys that work`() async {
        var robot = await busyRobot()
        #expect(
            robot.frame().line(22) == " enter open  P pause  X cancel  a actions  n new  : command  ? help  q quit")
        await robot.press("?")
        #expect(robot.text().contains("open the rollout, live"))
        await robot.press(.escape, .enter)
        #expect(robot.frame().line(22) == " P pause  X cancel  1 summary  2 failures  3 stuck  : command  ? help")
        await robot.press("P", "X", "2", "3", "5")
        #expect(robot.application.flash == nil)
    }

    @Test func `Enter without a rollout says why not`() async {
        var robot = await startedRobot(ScriptedReads())
        await robot.press(.enter)
        #expect(robot.frame().line(23) == " ! there is no rollout yet")
    }

    @Test func `commands open a batch, home, a theme, and leave`() async {
        var robot = await busyRobot()
        await robot.type(":batch 7")
        await robot.press(.enter)
        #expect(robot.application.top(BatchLiveScreen.self) != nil)
        await robot.type(":rollouts")
        await robot.press(.enter)
        #expect(robot.application.top(RolloutsScreen.self) != nil)
        await robot.type(":theme light")
        await robot.press(.enter)
        #expect(robot.application.themeName == "light")
        await robot.type(":theme none")
        await robot.press(.enter)
        #expect(robot.frame().line(23) == " ! the themes are contrast, default, ember, lagoon, light, mono")
        await robot.type(":q")
        await robot.press(.enter)
        #expect(robot.application.isFinished)
    }

    @Test func `a key holds the order, and r applies the new one`() async {
        let reads = ScriptedReads { $0.home = .busy }
        var robot = await startedRobot(reads)
        await robot.press("j")
        reads.change {
            $0.mark = "2"
            $0.home = .example(HomeView.busy.rollouts.reversed(), mark: "2")
        }
        await robot.wait(milliseconds: 1_000)
        #expect(robot.frame().line(3) == " ROLLOUTS (6)   order changed: r")
        #expect(robot.frame().line(6).hasPrefix("> ! STUCK") || robot.frame().line(6).hasPrefix("> "))
        await robot.press("r")
        #expect(robot.frame().line(3) == " ROLLOUTS (6)")
        #expect(robot.application.top(RolloutsScreen.self)?.table.cursor == Rollout.ID(2))
    }

    private func busyRobot() async -> Robot {
        await startedRobot(
            ScriptedReads {
                $0.home = .busy
                $0.live = .example()
                $0.devices = BatchDeviceRow.mixed
            })
    }
}
