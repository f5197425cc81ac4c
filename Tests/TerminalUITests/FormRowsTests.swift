import Testing

@testable import TerminalUI

struct FormRowsTests {
    @Test func `a row opens for editing, shows what is wrong, and the last cell leads to a new row`() async {
        var robot = await Robot.form(rows: 16)
        await robot.press("2", "o")
        await robot.type("gw-1")
        await robot.press(.enter)
        await robot.type("sn-1")
        await robot.press(.enter, .enter)
        await robot.type("sn-2")
        #expect(
            robot.text() == """
                 slipway  acme > list > example                              db ok  14:03Z  ada
                  1 Naming [2 Listing] 3 Sending                                   x 1 wrong: n
                --------------------------------------------------------------------------------
                    uid                      serial
                    gw-1                     sn-1
                  >                          sn-2                   x uid is missing
                    uid
                  > serial sn-2
                    uid is missing


                  x 1 rows have no uid

                --------------------------------------------------------------------------------
                 enter next  esc leave  ctrl-o next step  F1 help

                """)
    }

    @Test func `an open row fits 40x10`() async {
        var draft = ExampleForm.Draft()
        draft.rows = ChunkedArray((1...100).map { ["gw-\($0)", "sn-\($0)"] })
        var robot = await Robot.form(draft: draft, columns: 40, rows: 10)
        await robot.press("2", "G", .enter, .tab)
        #expect(
            robot.text() == """
                 acme > list > exa.  db ok  14:03Z  ada
                  1 Naming [2 Listing] 3 Sending
                    uid         serial
                    gw-97       sn-97
                    gw-98       sn-98
                    gw-99       sn-99
                  > gw-100      sn-100
                    uid    gw-100
                  > serial sn-100

                """)
    }

    @Test func `outside a row letters are keys, and Enter never submits`() async {
        var draft = ExampleForm.Draft()
        draft.name = "x"
        draft.rows = ChunkedArray([["gw-1", "sn-1"], ["gw-2", "sn-2"]])
        var robot = await Robot.form(draft: draft)
        await robot.press("2", "j", .enter, .enter, .enter, .enter, .escape)
        #expect(robot.form?.stepIndex == 1)
        #expect(robot.form?.question == nil)
        #expect(robot.form?.draft.rows.count == 2)
    }

    @Test func `a removed row is put back`() async {
        var draft = ExampleForm.Draft()
        draft.rows = ChunkedArray([["gw-1", "sn-1"], ["gw-2", "sn-2"]])
        var robot = await Robot.form(draft: draft)
        await robot.press("2", .delete)
        #expect(robot.form?.draft.rows == ChunkedArray([["gw-2", "sn-2"]]))
        await robot.press("u")
        #expect(robot.form?.draft == draft)
    }

    @Test func `of 50,000 rows only those that are seen are looked at, whatever is pressed`() async {
        var draft = ExampleForm.Draft()
        draft.rows = ChunkedArray((1...50_000).map { ["gw-\($0)", "sn-\($0)"] })
        let form = ExampleForm()
        var robot = await Robot.form(form, draft: draft)
        await robot.press("2", "G")
        #expect(robot.text().contains("  > gw-50000"))
        await robot.press(.enter)
        _ = form.reads.take()
        for _ in 1...20 {
            await robot.type("x")
            _ = robot.frame()
        }
        #expect(robot.form?.draft.rows[49_999] == ["gw-50000xxxxxxxxxxxxxxxxxxxx", "sn-50000"])
        #expect(form.reads.take() <= 20 * 24)
    }

    @Test func `ctrl-x ctrl-e gives all rows to the editor and takes them back`() async {
        var draft = ExampleForm.Draft()
        draft.rows = ChunkedArray([["gw-1", "sn-1"]])
        var robot = await Robot.form(draft: draft)
        robot.editor = { .saved($0.text + "\ngw-2,sn-2\n") }
        await robot.press("2", .control("x"), .control("e"))
        #expect(robot.form?.draft.rows == ChunkedArray([["gw-1", "sn-1"], ["gw-2", "sn-2"]]))
        robot.editor = { _ in .failed("it was killed") }
        await robot.press(.control("x"), .control("e"))
        #expect(robot.frame().line(23) == " x the editor: it was killed")
        await robot.press(.control("x"), "j")
        #expect(robot.frame().line(23) == " ! ctrl-x goes with ctrl-e")
    }
}
