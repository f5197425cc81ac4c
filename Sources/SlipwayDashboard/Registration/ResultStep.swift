import SlipwayCore
import SlipwayServices
import TerminalUI

/// What became of the rows; those that are left are corrected where they stand and sent again.
struct ResultStep: FormStep {
    typealias Event = RegistrationSender.Event

    let context: DashboardContext
    let title: SafeText = "Result"
    private var sender: RegistrationSender
    /// Kept while rows are edited, so that none moves under the cursor.
    private var selection: RowSelection?

    init(context: DashboardContext) {
        self.context = context
        sender = RegistrationSender(context.acts)
    }

    func fields(_ draft: RegistrationDraft) -> [FormField<RegistrationDraft>] {
        let summary = FormField("summary", "", control: RegistrationProgress.note)
        guard !draft.isSending, let selection, selection.fits(draft.sheet), !selection.places.isEmpty else {
            return [summary] + (draft.sheet.openCount == 0 ? [tokens] : [])
        }
        let rows = RegistrationRows(selection: selection, canGrow: false, emptyAdvice: "nothing is left")
        return [
            summary,
            FormField(
                "left", "", help: ["only what is left: enter corrects a row, ctrl-x ctrl-e all of them, r sends them"],
                control: RowsControl(rows)),
        ]
    }

    func actions(_ draft: RegistrationDraft) -> [FormAction] {
        if draft.isSending { return [RegistrationProgress.stop] }
        guard draft.sheet.openCount > 0 else { return [] }
        let count = CountText.of(draft.sheet.openCount, "row", "rows")
        let neverSent: SafeText? =
            draft.tokenPath.isEmpty ? "the token file is not named yet: see Submit" : context.acts.refusal
        return [
            FormAction(
                "send", "Send " + count + (draft.sheet.count(.registered) > 0 ? " again" : ""), key: "r",
                needsWholeForm: true, disabledReason: neverSent)
        ]
    }

    mutating func appeared(_ draft: inout RegistrationDraft, at now: ClockReading) -> [StepCommand<Event>] {
        selection = RowSelection(openIn: draft.sheet)
        return []
    }

    mutating func perform(
        _ action: String, _ draft: inout RegistrationDraft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        switch action {
        case "stop":
            sender.stop()
            return [.screen(.flash(.info("stops after this request")))]
        case "send":
            if let question = ShortenedNumberText.question(draft.sheet) { return [.ask(question, action: "confirmed")] }
            return sender.begin(&draft).map { .screen($0) }
        default: return sender.begin(&draft).map { .screen($0) }
        }
    }

    mutating func update(
        _ event: Event, _ draft: inout RegistrationDraft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        if let more = sender.update(event, &draft) { return more.map { .screen($0) } }
        selection = RowSelection(openIn: draft.sheet)
        return RegistrationProgress.ended(sender.lastWord, draft)
    }

    func hasEditorText(_ draft: RegistrationDraft) -> Bool {
        !draft.isSending && selection.map { !$0.places.isEmpty } ?? false
    }

    func editorText(_ draft: RegistrationDraft) -> EditorText? {
        let rows = given(draft)
        return draft.isSending || rows.isEmpty ? nil : RegistrationText.text(of: rows)
    }

    mutating func edited(
        _ text: String, _ draft: inout RegistrationDraft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        let flash = draft.take(edited: text, of: given(draft))
        selection = RowSelection(openIn: draft.sheet)
        return [.screen(.flash(flash))]
    }

    /// In the order of the screen.
    private func given(_ draft: RegistrationDraft) -> [RegistrationRow] {
        selection?.places.filter { $0 < draft.sheet.rows.count }.map { draft.sheet.rows[$0] } ?? []
    }

    private var tokens: FormField<RegistrationDraft> {
        FormField(
            "done", "",
            control: NoteControl { draft, _, glyphs in
                guard draft.sheet.count(.registered) > 0 else { return [] }
                return [StyledText("uids and tokens are in " + SafeText(draft.tokenPath, limit: 300), .strong)]
            })
    }
}
