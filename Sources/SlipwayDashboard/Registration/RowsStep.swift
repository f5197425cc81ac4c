import SlipwayCore
import TerminalUI

/// All rows, to be typed and corrected.
struct RowsStep: FormStep {
    enum Event: Sendable {}

    let title: SafeText = "Rows"

    func fields(_ draft: RegistrationDraft) -> [FormField<RegistrationDraft>] {
        [
            FormField(
                "rows", "",
                help: ["a uid is made where none is given, and a serial number takes the uid; ctrl-x ctrl-e: $EDITOR"],
                control: RowsControl(
                    RegistrationRows(canGrow: !draft.isSending, emptyAdvice: "no row yet: o makes one"))
            ) { draft in draft.sheet.rows.isEmpty ? .missing : nil }
        ]
    }

    func hasEditorText(_ draft: RegistrationDraft) -> Bool { !draft.isSending }

    func editorText(_ draft: RegistrationDraft) -> EditorText? {
        draft.isSending ? nil : RegistrationText.text(of: draft.sheet.rows.filter(\.isOpen))
    }

    mutating func edited(
        _ text: String, _ draft: inout RegistrationDraft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        [.screen(.flash(draft.take(edited: text, of: draft.sheet.rows.filter(\.isOpen))))]
    }

    mutating func update(
        _ event: Event, _ draft: inout RegistrationDraft, at now: ClockReading
    ) -> [StepCommand<Event>] {}
}

extension RegistrationDraft {
    /// Puts what came out of the editor in the place of the rows that went in; the others stay.
    mutating func take(edited text: String, of given: [RegistrationRow]) -> Flash {
        guard !isSending else { return .warning("rows are being sent: nothing was taken over") }
        guard let rows = RegistrationText.rows(of: text, from: given, defaultOrganization: defaultOrganization) else {
            return .error("the heading is not the one that was given: nothing was taken over")
        }
        let lines = Set(given.map(\.line))
        let edited = Dictionary(rows.filter { $0.line != 0 }.map { ($0.line, $0) }) { first, _ in first }
        let kept = sheet.rows.compactMap { lines.contains($0.line) ? edited[$0.line] : $0 }
        sheet.replace(with: kept + rows.filter { $0.line == 0 })
        return .info(CountText.of(rows.count, "row", "rows") + " taken over")
    }
}
