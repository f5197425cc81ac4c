import Testing

@testable import TerminalUI

struct ApplicationTests {
    @Test func `home is header, list, hints and a row for messages`() async {
        var robot = Robot(.example(), size: Size(columns: 64, rows: 16))
        await robot.start()
        #expect(
            robot.text() == """
                 slipway  acme                         db ok  14:03Z  read-only

                ----------------------------------------------------------------
                 NAMES (2)
                  NAME
                > a
                  b






                ----------------------------------------------------------------
                 enter open  / find  P hold  : command  ? help  q quit

                """)
    }

    @Test func `opening goes a level down, and Esc and q come back`() async {
        var robot = Robot(.example())
        await robot.start()
        await robot.press("j", .enter)
        #expect(robot.line(0) == " slipway  acme > list > b                              db ok  14:03Z  read-only")
        await robot.press(.escape, .escape)
        #expect(robot.line(0) == " slipway  acme                                         db ok  14:03Z  read-only")
        #expect(robot.application.top(ListScreen.self)?.table.cursor == "b")
        await robot.press(.enter, "q")
        #expect(!robot.application.isFinished)
        await robot.press("q")
        #expect(robot.application.isFinished)
    }

    @Test func `a disabled key says why`() async {
        var robot = Robot(.example())
        await robot.start()
        await robot.press("P")
        #expect(robot.line(23) == " ! nothing runs")
        await robot.press("j")
        #expect(robot.line(23) == "")
    }

    @Test func `a message goes after a while`() async {
        var robot = Robot(.example())
        await robot.start()
        await robot.press("w")
        #expect(robot.line(23) == " saved")
        await robot.wait(milliseconds: Flash.duration)
        #expect(robot.line(23) == "")
    }

    @Test func `an error stays until a key`() async {
        var robot = Robot(.example())
        await robot.start()
        await robot.press("e")
        #expect(robot.line(23) == " x not saved")
        await robot.wait(milliseconds: 10 * Flash.duration)
        #expect(robot.line(23) == " x not saved")
        await robot.press("j")
        #expect(robot.line(23) == "")
    }

    @Test func `a paste outside a field is refused and inside it is text`() async {
        var robot = Robot(.example())
        await robot.start()
        await robot.paste("qqq\n:q\n")
        #expect(robot.line(23) == " ! a paste was ignored: no field is open")
        await robot.press("/")
        await robot.paste("q\u{1B}x")
        await robot.type("q?")
        #expect(robot.line(23) == "/q?xq?")
        #expect(robot.frame().cursor == Point(column: 6, row: 23))
        await robot.press(.escape, ":")
        await robot.paste("lis\nt")
        #expect(robot.line(23) == ":lis t")
    }

    @Test func `ctrl-c twice within a second quits`() async {
        var robot = Robot(.example())
        await robot.start()
        await robot.press(.control("c"))
        await robot.wait(milliseconds: 1_250)
        await robot.press(.control("c"))
        #expect(!robot.application.isFinished)
        #expect(robot.line(23) == " ctrl-c again within a second quits")
        await robot.wait(milliseconds: 1_000)
        await robot.press(.control("c"))
        #expect(robot.application.isFinished)
    }

    @Test func `ctrl-c cancels what loads`() async {
        var robot = Robot(.example())
        robot.awaitsWork = false
        await robot.start()
        await robot.press(.control("c"))
        await robot.awaitWork()
        #expect(robot.application.top(ListScreen.self)?.table.rows.isEmpty == true)
        #expect(robot.line(23) == " cancelled what was loading; ctrl-c again within a second quits")
    }

    @Test func `what belongs to a closed screen is dropped`() async {
        var robot = Robot(.example())
        await robot.start()
        robot.awaitsWork = false
        await robot.press(.enter, "w", "q")
        await robot.awaitWork()
        #expect(robot.line(23) == "")
    }

    @Test func `a frozen screen takes new data when it thaws`() async {
        var robot = Robot(.example())
        await robot.start()
        await robot.press("f")
        robot.awaitsWork = false
        await robot.press(.control("r"), "w")
        await robot.awaitWork()
        await robot.wait(milliseconds: 12_000)
        #expect(robot.line(0) == " slipway  acme                             FROZEN 12s  db ok  14:03Z  read-only")
        #expect(robot.application.top(ListScreen.self)?.saves == 1)
        await robot.press("f")
        #expect(robot.line(0) == " slipway  acme                                         db ok  14:03Z  read-only")
    }

    @Test func `times go round`() async {
        var robot = Robot(.example())
        await robot.start()
        await robot.press("t")
        #expect(robot.application.timeStyle == .local)
        await robot.press("t", "t")
        #expect(robot.application.timeStyle == .utc)
    }

    @Test func `old data shows its age`() async {
        var robot = Robot(.example())
        await robot.start()
        await robot.wait(milliseconds: 15_000)
        #expect(robot.line(0) == " slipway  acme                                         db ok  14:03Z  read-only")
        await robot.wait(milliseconds: 1_000)
        #expect(robot.line(0) == " slipway  acme                                db ok  14:03Z  16s old  read-only")
    }

    @Test func `the header says what is wrong`() {
        var header = HeaderState.example(scope: HeaderBadge("acme", role: .headerAlert), viewer: .named("oncall"))
        let now = ClockReading(instant: ScreenInstant(milliseconds: 42_000), wall: WallTime(milliseconds: 0))
        header.badges = [HeaderBadge("no worker", role: .messageWarning)]
        header.report(.lost(since: ScreenInstant(milliseconds: 0)), at: now)
        var frame = Frame(size: Size(columns: 60, rows: 1), glyphs: .ascii)
        header.draw(breadcrumb: ["a", "b"], frozenFor: nil, into: &frame, area: frame.area, now: now)
        #expect(frame.text == " slipway  acme > a > b      no worker  db lost 0:42  oncall")
        header.report(.answered(milliseconds: 850), at: now)
        #expect(header.connection.label(in: header.notes, at: now.instant).text.plain() == "db slow 850ms")
    }

    @Test(arguments: [
        (Size(columns: 1, rows: 1), LayoutClass.line), (Size(columns: 39, rows: 50), .line),
        (Size(columns: 59, rows: 24), .summary), (Size(columns: 80, rows: 15), .summary),
        (Size(columns: 79, rows: 24), .narrow), (Size(columns: 80, rows: 24), .standard),
        (Size(columns: 110, rows: 16), .wide),
    ])
    func `there is a layout for every size`(size: Size, layout: LayoutClass) {
        #expect(LayoutClass(size) == layout)
    }

    @Test func `no size crashes, with help, a command or a message`() async {
        for keys in [[], [Key.character("?")], [":", "q"], ["P"], ["/", "x"], [.enter]] {
            var robot = Robot(.example())
            await robot.start()
            for key in keys { await robot.press(key) }
            for columns in [0, 1, 2, 3, 5, 20, 39, 40, 60, 80, 200] {
                for rows in [0, 1, 2, 3, 4, 5, 9, 10, 16, 24] {
                    await robot.send(.resized(Size(columns: columns, rows: rows)))
                    #expect(robot.frame().size == Size(columns: columns, rows: rows))
                }
            }
        }
    }

    @Test func `help lists the keys and can be searched`() async {
        var robot = Robot(.example(), size: Size(columns: 60, rows: 16))
        await robot.start()
        await robot.press("?")
        await robot.type("cancel")
        #expect(
            robot.text() == """
                 HELP   search: cancel
                ------------------------------------------------------------
                 everywhere
                 ctrl-c  cancel what is loading; twice within a second
                         quits









                 type to search  up down move  esc close

                """)
        await robot.press(.escape)
        #expect(robot.line(4) == "  NAME")
    }

    @Test func `a slash begins the search of help, in which every character is text`() async {
        var robot = Robot(.example(), size: Size(columns: 60, rows: 16))
        await robot.start()
        await robot.press("?")
        await robot.type("/quits")
        #expect(robot.line(0) == " HELP   search: quits")
        #expect(robot.text().contains("ctrl-c  cancel what is loading"))
        await robot.press(.enter)
        #expect(robot.line(0) == " HELP   search: quits")
        await robot.type("/q?")
        #expect(robot.line(0) == " HELP   search: q?")
        await robot.press(.enter, "q")
        #expect(robot.line(4) == "  NAME")
    }

    @Test func `a dash shows what was shown before, and then what was shown after it`() async {
        var robot = Robot(.example())
        await robot.start()
        await robot.press("-")
        #expect(robot.line(23) == " no other screen was shown before this one")
        await robot.press("j", .enter)
        #expect(robot.line(0).hasPrefix(" slipway  acme > list > b "))
        await robot.press("-")
        #expect(robot.line(0).hasPrefix(" slipway  acme   "))
        #expect(robot.application.top(ListScreen.self)?.table.cursor == "b")
        await robot.press("-")
        #expect(robot.line(0).hasPrefix(" slipway  acme > list > b "))
        await robot.press("q", "-")
        #expect(robot.line(0).hasPrefix(" slipway  acme > list > b "))
    }

    @Test func `a dash goes between two screens that commands have opened, and the brackets follow`() async {
        var robot = Robot(
            .example(
                commands: ["one", "two"].map { name in
                    NamedCommand(name, help: "opens it") { _ in
                        .open(AnyScreen(ListScreen(title: SafeText(name), names: ["x"])))
                    }
                }))
        await robot.start()
        for line in [":one", ":two"] {
            await robot.type(line)
            await robot.press(.enter)
        }
        await robot.press("-")
        #expect(robot.line(0).hasPrefix(" slipway  acme > list > one "))
        await robot.press("-")
        #expect(robot.line(0).hasPrefix(" slipway  acme > list > two "))
        await robot.press("-", "[")
        #expect(robot.line(0).hasPrefix(" slipway  acme   "))
    }
}

extension Robot {
    mutating func line(_ row: Int) -> String { frame().line(row) }
}
