import TerminalUI

/// How far a sending has come, in figures and as a bar.
enum RegistrationProgress {
    static let stop = FormAction("stop", "Stop after this request", key: "x")

    static let note = NoteControl<RegistrationDraft> { draft, columns, glyphs in
        let sheet = draft.sheet
        var lines: [StyledText] = []
        if let progress = draft.progress {
            let bar = SegmentedBar(total: progress.total, done: progress.done, failed: 0)
            let figures = CountText.exact(progress.done) + " of " + CountText.exact(progress.total) + " sent  "
            lines.append(StyledText(figures, .strong) + bar.line(columns: min(42, columns - figures.width), glyphs))
        }
        func line(_ look: StateLook, _ count: Int, _ text: SafeText) {
            if count > 0 { lines.append(look.label(CountText.exact(count) + " " + text, glyphs)) }
        }
        line(.succeeded, sheet.count(.registered), "registered")
        line(.pending, sheet.count(.ready), "not sent yet")
        line(.active, sheet.count(.sending), "being sent")
        line(.failed, sheet.count(.wrong), "wrong in their form")
        line(.failed, sheet.count(.refused), "refused")
        line(.stuck, sheet.count(.unknown), "unknown: the answer was lost, sending again settles it")
        return lines.isEmpty ? [StyledText("no row yet", .dim)] : lines
    }

    /// A draft of which nothing is left to be done is forgotten.
    static func ended<Event>(_ word: Flash?, _ draft: RegistrationDraft) -> [StepCommand<Event>] {
        let said: [StepCommand<Event>] = word.map { [.screen(.flash($0))] } ?? []
        let isDone = draft.sheet.openCount == 0 && draft.sheet.count(.registered) > 0
        return said + (isDone ? [.finished] : [])
    }
}
