import Testing

@testable import TerminalUI

struct FormTests {
    @Test func `a form is its steps as tabs, its fields and the help of the focused one`() async {
        var robot = await Robot.form(rows: 16)
        #expect(
            robot.text() == """
                 slipway  acme > list > example                              db ok  14:03Z  ada
                 [1 Naming] 2 Listing  3 Sending
                --------------------------------------------------------------------------------
                > Name
                  Owner
                  Pace
                  Urgent  [ ] tonight
                  File
                  Notes   none yet



                 what people call it
                --------------------------------------------------------------------------------
                 enter edit  ctrl-o next step  n next fault  : command  ? help

                """)
    }

    @Test func `faults show while typing, and the field is left all the same`() async {
        var robot = await Robot.form(columns: 40, rows: 10)
        await robot.press("j", "j", .enter)
        await robot.type("999")
        await robot.press(.tab)
        #expect(
            robot.text() == """
                 acme > list > exa.  db ok  14:03Z  ada
                 [1 Naming] of 3           x 1 wrong: n
                  Name
                  Owner
                  Pace    999
                          x must be 1 to 500
                > Urgent  [ ] tonight
                  File
                  Notes   none yet

                """)
    }

    @Test func `in a field letters are text, Esc leaves it, then the form`() async {
        var robot = await Robot.form()
        await robot.press(.enter)
        await robot.type("q:?3n")
        #expect(robot.form?.draft.name == "q:?3n")
        #expect(robot.frame().cursor == Point(column: 15, row: 3))
        #expect(robot.frame().line(22) == " enter next  esc leave  ctrl-o next step  F1 help")
        await robot.press(.escape)
        #expect(robot.form?.isInField == false)
        await robot.press(.escape)
        #expect(robot.form == nil)
    }

    @Test func `Enter and Tab go to the next field, shift-Tab back, and the last one ends it`() async {
        var robot = await Robot.form()
        await robot.press(.enter, .tab, .tab)
        #expect(robot.form?.focusedField?.id == "pace")
        await robot.press(.backTab)
        #expect(robot.form?.focusedField?.id == "owner")
        await robot.press(.tab, .enter)
        #expect(robot.form?.focusedField?.id == "urgent")
        #expect(robot.form?.isInField == false)
        await robot.press(.enter)
        #expect(robot.form?.draft.isUrgent == true)
    }

    @Test func `every step is reached at any time, from within a field too`() async {
        var robot = await Robot.form()
        await robot.press("3")
        #expect(robot.form?.stepIndex == 2)
        await robot.press("1", .enter, .control("o"))
        #expect(robot.form?.stepIndex == 1)
        await robot.press("<", "<")
        #expect(robot.form?.stepIndex == 0)
    }

    @Test func `a choice is found by a part of its name, and what cannot be chosen says why`() async {
        var robot = await Robot.form(rows: 16)
        await robot.press("j", .enter)
        await robot.type("e")
        #expect(robot.frame().line(5) == "          > acme  production")
        await robot.type("ch")
        #expect(robot.frame().line(5) == "          > initech  (inactive)")
        await robot.press(.enter)
        #expect(robot.frame().line(15) == " ! inactive")
        await robot.press(.control("u"), .down, .enter)
        #expect(robot.form?.draft.owner == "globex")
        #expect(robot.frame().line(4) == "  Owner   globex  staging")
    }

    @Test func `Tab completes a path as far as its folder agrees, then goes on`() async {
        var robot = await Robot.form()
        await robot.press("j", "j", "j", "j", .enter)
        await robot.type("/srv/a")
        #expect(robot.frame().line(8) == "            /srv/alpha.csv")
        await robot.press(.tab)
        #expect(robot.form?.draft.path == "/srv/alp")
        await robot.type("h")
        await robot.press(.tab)
        #expect(robot.form?.draft.path == "/srv/alpha.csv")
        await robot.press(.tab)
        #expect(robot.form?.focusedField?.id == "notes")
    }

    @Test func `a paste goes into the field that is edited, and nowhere else`() async {
        var robot = await Robot.form()
        await robot.paste("3\nq\n")
        #expect(robot.frame().line(23) == " ! a paste was ignored: no field is open")
        await robot.press(.enter)
        await robot.paste("a\nb\u{1B}[2J")
        #expect(robot.form?.draft.name == "a b\u{1B}[2J")
        #expect(robot.frame().line(3) == "> Name    a b?[2J")
    }

    @Test func `text of several lines is typed, pasted, joined and split`() async {
        var robot = await Robot.form()
        await robot.press("j", "j", "j", "j", "j", .enter)
        await robot.paste("one\ntwo\nthree")
        await robot.press(.up, .up, .home, .enter, .up)
        await robot.type("zero")
        await robot.press(.down, .end, .delete)
        #expect(robot.form?.draft.notes.text == "zero\none\ntwo\nthree")
        await robot.press(.down, .home, .backspace)
        #expect(robot.form?.draft.notes.text == "zero\nonetwo\nthree")
    }

    @Test func `F1 says what the focused field wants`() async {
        var robot = await Robot.form()
        await robot.press(.enter, .function(1))
        #expect(robot.text().contains("any text will do"))
        await robot.press(.escape)
        await robot.type("x")
        #expect(robot.form?.draft.name == "x")
    }

    @Test func `a submit names every fault, and n goes from one to the next`() async {
        var draft = ExampleForm.Draft()
        draft.pace = "0"
        draft.rows = ChunkedArray([["gw-1", ""], ["", "sn-2"]])
        var robot = await Robot.form(draft: draft, rows: 16)
        await robot.press("3", "r")
        #expect(
            robot.text() == """
                 slipway  acme > list > example                              db ok  14:03Z  ada
                  1 Naming  2 Listing [3 Sending]                                  x 3 wrong: n
                --------------------------------------------------------------------------------
                  2 rows, 0 sent
                  x Naming, Name: is missing
                  x Naming, Pace: must be 1 to 500
                  x Listing: 1 rows have no uid
                  [r Send them]





                --------------------------------------------------------------------------------
                 enter do it  ctrl-o next step  n next fault  : command  ? help
                 ! 3 things are wrong: n goes there
                """)
        await robot.press("n")
        #expect(robot.form?.focusedField?.id == "name")
        await robot.press("n", "n")
        #expect(robot.frame().line(5).hasPrefix("  >                          sn-2"))
        await robot.press("n")
        #expect(robot.form?.focusedField?.id == "name")
    }

    @Test func `a submit asks, and Enter alone does nothing`() async {
        var draft = ExampleForm.Draft()
        draft.name = "x"
        var robot = await Robot.form(draft: draft)
        await robot.press("3", .enter)
        _ = robot.frame()
        await robot.press("y")
        await robot.wait(milliseconds: 250)
        await robot.press(.enter)
        #expect(robot.form?.steps[2].unwrap(SendingStep.self)?.sent == 0)
        #expect(robot.form?.question == nil)
    }

    @Test(arguments: [Size(columns: 1, rows: 1), Size(columns: 40, rows: 10), Size(columns: 39, rows: 9)])
    func `a resize in the middle of a field loses nothing`(size: Size) async {
        var robot = await Robot.form()
        await robot.press(.enter)
        await robot.type("before")
        await robot.send(.resized(size))
        _ = robot.frame()
        await robot.type(" after")
        await robot.send(.resized(Size(columns: 80, rows: 24)))
        #expect(robot.frame().line(3) == "> Name    before after")
    }

    @Test func `a focused field is in sight however low the terminal is`() async {
        var robot = await Robot.form(columns: 60, rows: 10)
        await robot.press("j", "j", "j", "j", "j", .enter)
        #expect(robot.frame().cursor?.row ?? 0 > 1)
        await robot.type("seen")
        #expect(robot.text().contains("> Notes   seen"))
    }

    @Test func `glyphs and colours follow the terminal`() async {
        var robot = await Robot.form(glyphs: .unicode)
        await robot.press("j", "j", .enter)
        await robot.type("x")
        #expect(robot.frame().line(6) == "          ✗ is not a whole number")
        let roles = robot.frame().roles(row: 5).map(\.role)
        #expect(roles == [.textStrong, .text, .textStrong, .fieldError, .text])
    }

    @Test func `no key is bound twice in any step`() async {
        var robot = await Robot.form()
        for step: Key in ["1", "2", "3"] {
            await robot.press(step)
            #expect(robot.application.keyGuide.duplicates == [])
        }
    }
}
