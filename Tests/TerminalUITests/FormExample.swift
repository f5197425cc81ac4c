import Synchronization

@testable import TerminalUI

/// A form with a field of every kind.
struct ExampleForm: FormSource {
    struct Draft: Codable, Equatable, Sendable {
        var name = ""
        var owner = ""
        var pace = ""
        var isUrgent = false
        var path = ""
        var notes = FormText()
        var rows = ChunkedArray<[String]>()
    }

    let title: SafeText = "example"
    var drafts: FormDrafts<Draft>?
    let reads = ReadCounter()

    var steps: [AnyFormStep<Draft>] {
        [AnyFormStep(NamingStep()), AnyFormStep(ListingStep(reads: reads)), AnyFormStep(SendingStep())]
    }
    func isWorthKeeping(_ draft: Draft) -> Bool { !draft.name.isEmpty || !draft.rows.isEmpty }
    func text(for draft: Draft) -> SafeText { "\(draft.rows.count) rows" }
}

struct NamingStep: FormStep {
    typealias Draft = ExampleForm.Draft
    enum Event: Sendable { case never }

    let title: SafeText = "Naming"

    func fields(_ draft: Draft) -> [FormField<Draft>] {
        [
            FormField(
                "name", "Name", help: ["what people call it", "any text will do"],
                control: TextControl(FormBinding(\.name), isRequired: true)),
            FormField("owner", "Owner", control: ChoiceControl(FormBinding(\.owner), choices: Self.owners)),
            FormField("pace", "Pace", control: NumberControl(FormBinding(\.pace), in: 1...500)),
            FormField("urgent", "Urgent", control: CheckBoxControl(FormBinding(\.isUrgent), "tonight")),
            FormField(
                "path", "File",
                control: PathControl(FormBinding(\.path)) { start in
                    ["/srv/alpha.csv", "/srv/alps.csv", "/srv/beta/"].filter { $0.hasPrefix(start) }
                }),
            FormField("notes", "Notes", control: MultilineControl(\.notes, placeholder: "none yet")),
        ]
    }

    mutating func update(_ event: Event, _ draft: inout Draft, at now: ClockReading) -> [StepCommand<Event>] {
        switch event {
        case .never: []
        }
    }

    private static let owners: [ChoiceControl<Draft>.Choice] = [
        .init("acme", note: "production"), .init("globex", note: "staging"),
        .init("initech", disabledReason: "inactive"),
    ]
}

struct ListingStep: FormStep {
    typealias Draft = ExampleForm.Draft
    enum Event: Sendable { case never }

    let title: SafeText = "Listing"
    let reads: ReadCounter

    func fields(_ draft: Draft) -> [FormField<Draft>] {
        [
            FormField("rows", "", control: RowsControl(ExampleRows(reads: reads))) { draft in
                let wrong = draft.rows.prefix(100).filter { $0[0].isEmpty }.count
                return wrong == 0 ? nil : FormFault("\(wrong) rows have no uid")
            }
        ]
    }

    func hasEditorText(_ draft: Draft) -> Bool { true }

    func editorText(_ draft: Draft) -> EditorText? {
        for _ in draft.rows { reads.note() }
        return EditorText(suffix: ".csv", text: draft.rows.map { $0.joined(separator: ",") }.joined(separator: "\n"))
    }

    mutating func edited(_ text: String, _ draft: inout Draft, at now: ClockReading) -> [StepCommand<Event>] {
        draft.rows = ChunkedArray(
            text.split(separator: "\n").map { line in
                line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            })
        return []
    }

    mutating func update(_ event: Event, _ draft: inout Draft, at now: ClockReading) -> [StepCommand<Event>] {
        switch event {
        case .never: []
        }
    }
}

/// Counts the rows that were looked at.
final class ReadCounter: Sendable {
    private let count = Mutex(0)

    func note() { count.withLock { $0 += 1 } }
    func take() -> Int {
        count.withLock { count in
            defer { count = 0 }
            return count
        }
    }
}

struct ExampleRows: FormRows {
    let reads: ReadCounter
    let columns = [
        RowColumn("uid", help: "its name", .flexible(minimum: 10)),
        RowColumn("serial", help: "its number", .flexible(minimum: 8), dropOrder: 1),
    ]
    let canGrow = true
    let emptyAdvice: SafeText = "no row yet: o makes one"

    func count(_ draft: ExampleForm.Draft) -> Int { draft.rows.count }
    func cells(at row: Int, _ draft: ExampleForm.Draft) -> [String] {
        reads.note()
        return draft.rows[row]
    }
    func note(at row: Int, _ draft: ExampleForm.Draft) -> RowNote? {
        draft.rows[row][0].isEmpty ? RowNote(.failed, "uid is missing", isFault: true) : nil
    }
    func set(_ text: String, row: Int, column: Int, _ draft: inout ExampleForm.Draft) {
        draft.rows[row][column] = text
    }
    func insert(_ cells: [String], at row: Int, _ draft: inout ExampleForm.Draft) { draft.rows.insert(cells, at: row) }
    func remove(at row: Int, _ draft: inout ExampleForm.Draft) { draft.rows.remove(at: row) }
}

struct SendingStep: FormStep {
    typealias Draft = ExampleForm.Draft
    enum Event: Sendable { case sent(Int) }

    let title: SafeText = "Sending"
    private(set) var sent = 0

    func fields(_ draft: Draft) -> [FormField<Draft>] {
        let sent = sent
        return [
            FormField(
                "sum", "",
                control: NoteControl { draft, _, _ in
                    [StyledText("\(draft.rows.count) rows, \(sent) sent")]
                })
        ]
    }

    func actions(_ draft: Draft) -> [FormAction] {
        [FormAction("ask", "Send them", key: "r", needsWholeForm: true)]
    }

    mutating func perform(_ action: String, _ draft: inout Draft, at now: ClockReading) -> [StepCommand<Event>] {
        if action == "send" {
            let count = draft.rows.count
            return [.screen(.act { .sent(count) })]
        }
        return [
            .ask(
                Dialog(
                    title: "Send them?", lines: [], confirm: Dialog.Button("Send them", shortcut: "y"),
                    keep: Dialog.Button("Not yet", shortcut: "n")), action: "send")
        ]
    }

    mutating func update(_ event: Event, _ draft: inout Draft, at now: ClockReading) -> [StepCommand<Event>] {
        switch event {
        case .sent(let count):
            sent += count
            return [.finished, .screen(.flash(.info("sent \(count) rows")))]
        }
    }
}

extension Robot {
    /// An opened form above an empty home.
    static func form(
        _ form: ExampleForm = ExampleForm(), draft: ExampleForm.Draft = ExampleForm.Draft(), columns: Int = 80,
        rows: Int = 24, glyphs: GlyphSet = .ascii
    ) async -> Robot {
        let form = NamedCommand("form", help: "the form") { _ in .open(AnyScreen(FormScreen(form, draft: draft))) }
        let home = Application(
            home: AnyScreen(ListScreen()), header: .example(),
            commands: [form])
        var robot = Robot(home, size: Size(columns: columns, rows: rows), glyphs: glyphs)
        await robot.start()
        await robot.press(":")
        await robot.type("form")
        await robot.press(.enter)
        return robot
    }

    var form: FormScreen<ExampleForm>? { application.top(FormScreen<ExampleForm>.self) }
}
