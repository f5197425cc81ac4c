import Testing

@testable import TerminalUI

struct CommandLineTests {
    @Test func `a unique prefix is enough`() async {
        var robot = await Self.robot()
        await robot.type(":dev eu")
        await robot.press(.enter)
        #expect(robot.line(0) == " slipway  acme > list > devices eu                     db ok  14:03Z  read-only")
        await robot.type(":e")
        await robot.press(.enter)
        #expect(robot.line(23) == " all quiet")
    }

    @Test func `an ambiguous or unknown command says so`() async {
        var robot = await Self.robot()
        await robot.type(":de")
        await robot.press(.enter)
        #expect(robot.line(23) == " ! :de: which one: depots devices?")
        await robot.type(":x\u{1B}y")
        await robot.press(.enter)
        #expect(robot.line(23) == " ! :x?y: no command")
    }

    @Test func `Tab completes and the row shows what fits`() async {
        var robot = await Self.robot()
        await robot.type(":d")
        #expect(robot.line(23) == ":d   depots devices")
        await robot.press(.tab)
        await robot.type("v")
        await robot.press(.tab)
        #expect(robot.line(23) == ":devices")
        #expect(robot.frame().cursor == Point(column: 9, row: 23))
    }

    @Test func `history comes with up and down`() async {
        var robot = await Self.robot()
        await robot.type(":events")
        await robot.press(.enter)
        await robot.type(":")
        await robot.press(.up)
        #expect(robot.line(23) == ":events")
        await robot.press(.down)
        #expect(robot.line(23) == ":   depots devices events help q")
        await robot.press(.backspace)
        #expect(robot.line(23) == "")
    }

    @Test func `brackets walk through what commands opened`() async {
        var robot = await Self.robot()
        for line in [":devices a", ":depots"] {
            await robot.type(line)
            await robot.press(.enter)
        }
        var seen: [String] = []
        for key in ["[", "[", "[", "]", "]", "]"] as [Key] {
            await robot.press(key)
            seen.append(String(robot.line(0).prefix(32)).split(separator: " ").joined(separator: " "))
        }
        let (home, devices, depots) = ("slipway acme", "slipway acme > list > devices", "slipway acme > list > depots")
        #expect(seen == [devices, home, home, devices, depots, depots])
    }

    @Test func `q leaves from anywhere and a command goes home first`() async {
        var robot = await Self.robot()
        await robot.press(.enter)
        await robot.type(":depots")
        await robot.press(.enter)
        #expect(robot.line(0) == " slipway  acme > list > depots                         db ok  14:03Z  read-only")
        await robot.type(":q")
        await robot.press(.enter)
        #expect(robot.application.isFinished)
    }

    private static func robot() async -> Robot {
        let commands = [
            NamedCommand("devices", help: "all devices") {
                .open(AnyScreen(ListScreen(title: SafeText("devices \($0)"), names: ["x"])))
            },
            NamedCommand("depots", help: "all depots") { _ in .open(AnyScreen(ListScreen(title: "depots"))) },
            NamedCommand("events", help: "what happened") { _ in .flash(.info("all quiet")) },
        ]
        var robot = Robot(.example(commands: commands))
        await robot.start()
        return robot
    }
}
