import SlipwayCore
import SlipwayServices
import TerminalUI

/// Where the tokens go, and the sending of all rows.
struct SubmitStep: FormStep {
    typealias Event = RegistrationSender.Event

    let context: DashboardContext
    let title: SafeText = "Submit"
    private var sender: RegistrationSender

    init(context: DashboardContext) {
        self.context = context
        sender = RegistrationSender(context.acts)
    }

    func fields(_ draft: RegistrationDraft) -> [FormField<RegistrationDraft>] {
        [
            FormField(
                "tokens", "Token file",
                help: [
                    "uids and tokens are saved here, for your eyes only, before a row is sent",
                    "a token file that exists is used again, so that sending again registers nothing twice",
                ],
                control: PathControl(FormBinding(\.tokenPath), isRequired: true) { start in
                    SheetFile.candidates(for: start)
                }),
            FormField("progress", "", control: RegistrationProgress.note),
        ]
    }

    func actions(_ draft: RegistrationDraft) -> [FormAction] {
        if draft.isSending { return [RegistrationProgress.stop] }
        let sendable = draft.sheet.openCount - draft.sheet.count(.wrong)
        let count = CountText.of(sendable, "device", "devices")
        return [
            FormAction(
                "ask", "Register " + count, key: "r", needsWholeForm: true,
                disabledReason: context.acts.refusal ?? Self.reason(against: draft.sheet, sendable: sendable))
        ]
    }

    mutating func appeared(_ draft: inout RegistrationDraft, at now: ClockReading) -> [StepCommand<Event>] {
        if draft.tokenPath.isEmpty {
            let digits = Timestamp(milliseconds: now.wall.milliseconds).description.filter(\.isNumber).prefix(14)
            draft.tokenPath = "~/slipway-devices-\(digits).tokens.csv"
        }
        return []
    }

    mutating func perform(
        _ action: String, _ draft: inout RegistrationDraft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        switch action {
        case "stop":
            sender.stop()
            return [.screen(.flash(.info("stops after this request")))]
        case "send": return sender.begin(&draft).map { .screen($0) }
        default: return [.ask(question(draft), action: "send")]
        }
    }

    mutating func update(
        _ event: Event, _ draft: inout RegistrationDraft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        if let more = sender.update(event, &draft) { return more.map { .screen($0) } }
        return RegistrationProgress.ended(sender.lastWord, draft) + [.go("Result")]
    }

    private static func reason(against sheet: RegistrationSheet, sendable: Int) -> SafeText? {
        guard sendable == 0, !sheet.rows.isEmpty else { return nil }
        return sheet.openCount == 0 ? "all are registered" : "every row is wrong in its form"
    }

    private func question(_ draft: RegistrationDraft) -> Dialog {
        let count = CountText.of(draft.sheet.openCount - draft.sheet.count(.wrong), "device", "devices")
        let wrong = draft.sheet.count(.wrong)
        var lines = [StyledText("Tokens are saved in " + SafeText(draft.tokenPath, limit: 200) + ".")]
        if wrong > 0 {
            lines.append(
                StyledText(CountText.of(wrong, "row", "rows") + " that cannot be sent will wait in the result."))
        }
        if draft.hasUnaddedSource {
            lines.append(StyledText("What was pasted or named in Source is not added, and stays out.", .warning))
        }
        if let text = ShortenedNumberText.of(draft.sheet.shortenedNumbers) { lines += ShortenedNumberText.lines(text) }
        return Dialog(
            title: "Register " + count + "?", lines: lines, confirm: Dialog.Button("Register them", shortcut: "y"),
            keep: Dialog.Button("Not yet", shortcut: "n"))
    }
}
