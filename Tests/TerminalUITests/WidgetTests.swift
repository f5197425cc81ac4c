import Testing

@testable import TerminalUI

struct WidgetTests {
    @Test func `a choice of a few is gone through line by line, and to both ends at once`() {
        var picker = Picker(title: "actions", choices: ["pause", "cancel", "halt"].map { Picker.Choice($0) })
        for (key, place) in [(Key.character("G"), 2), (.down, 2), ("g", 0), (.up, 0), (.end, 2), (.home, 0), ("j", 1)] {
            #expect(picker.type(.key(key)) == .open)
            #expect(picker.cursor == place)
        }
        #expect(picker.type(.key(.enter)) == .picked(1))
    }

    @Test(arguments: [
        (100, 0, 0, 0, "[..........]"), (100, 34, 10, 0, "[###x......]"), (100, 61, 0, 0, "[######....]"),
        (100, 100, 0, 0, "[##########]"), (100, 0, 100, 0, "[xxxxxxxxxx]"), (1_000_000, 1, 1, 1, "[#x!.......]"),
        (1_000, 999, 0, 0, "[#########.]"), (100, 89, 0, 11, "[#########!]"), (0, 0, 0, 0, "[..........]"),
        (1_000, 998, 1, 1, "[########x!]"),
    ])
    func `a bar never hides a failure nor looks full too early`(
        total: Int, done: Int, failed: Int, stuck: Int, shown: String
    ) {
        let bar = SegmentedBar(total: total, done: done, failed: failed, stuck: stuck)
        #expect(bar.line(columns: 12, .ascii).text.plain() == shown)
    }

    @Test func `bars keep their width whatever it is`() {
        for columns in 3...40 {
            for failed in [0, 1, 50, 99] {
                let bar = SegmentedBar(total: 100, done: 100 - failed, failed: failed, stuck: 7)
                #expect(bar.line(columns: columns, .ascii).width == columns)
            }
        }
    }

    @Test func `the chosen tab is in brackets`() {
        var tabs = Tabs(["Rollouts", "Devices", "Events"])
        #expect(tabs.line.text.plain() == " [Rollouts] Devices  Events ")
        tabs.selectPrevious()
        #expect(tabs.line.text.plain() == "  Rollouts  Devices [Events]")
    }

    @Test func `a field edits in the middle and flattens a paste`() {
        var field = TextField("hello")
        for key in [Key.left, .left, .backspace] { field.type(.key(key)) }
        field.type(.paste("L\nL"))
        #expect(field.text == "heL Llo")
        #expect(field.cursorColumn == 5)
        field.type(.key(.control("w")))
        #expect(field.text == "heL lo")
        field.type(.key(.control("u")))
        #expect(field.text == "lo")
    }

    @Test func `enter alone keeps things as they are`() {
        var dialog = Self.pause
        #expect(dialog.type(.key(.enter)) == .dismissed)
        #expect(dialog.type(.key("y")) == .confirmed)
    }

    @Test func `a name must be typed before it counts`() {
        var dialog = Dialog(
            title: "Cancel", lines: [], fields: [Dialog.Field("name", required: "lab")],
            confirm: Dialog.Button("Cancel the batch", isDanger: true), keep: Dialog.Button("Keep running"))
        #expect(dialog.type(.key(.enter)) == .open)
        #expect(dialog.type(.key(.enter)) == .open)
        _ = dialog.type(.key(.backTab))
        for character in "lab" { _ = dialog.type(.key(.character(character))) }
        #expect(dialog.isComplete)
        _ = dialog.type(.key(.tab))
        #expect(dialog.type(.key(.enter)) == .confirmed)
    }

    @Test func `a dialog says what its buttons do`() {
        var frame = Frame(size: Size(columns: 46, rows: 8), glyphs: .ascii)
        Self.pause.draw(into: &frame, area: frame.area)
        #expect(
            frame.text == """
                -- Pause -------------------------------------
                  Holds 49 waiting devices; 29 are past the
                  point of no return.


                   y Pause it   [n Keep running]
                ----------------------------------------------

                """)
    }

    private static let pause = Dialog(
        title: "Pause", lines: ["Holds 49 waiting devices; 29 are past the point of no return."],
        confirm: Dialog.Button("Pause it", shortcut: "y"), keep: Dialog.Button("Keep running", shortcut: "n"))
}
