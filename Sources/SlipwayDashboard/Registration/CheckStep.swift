import SlipwayCore
import SlipwayServices
import TerminalUI

/// What the service would say, without anything being written: duplicates, what exists, what the limits leave.
struct CheckStep: FormStep {
    enum Event: Sendable {
        case checked(SheetCheck)
        case failed(SafeText)
    }

    /// Reasons that are listed.
    private static let shownReasons = 5

    let context: DashboardContext
    let title: SafeText = "Check"

    private var check: SheetCheck?
    private var trouble: SafeText?
    private var isChecking = false

    init(context: DashboardContext) { self.context = context }

    func fields(_ draft: RegistrationDraft) -> [FormField<RegistrationDraft>] {
        let lines = { @Sendable (glyphs: GlyphSet) in self.lines(draft, glyphs) }
        return [FormField("findings", "", control: NoteControl { _, _, glyphs in lines(glyphs) })]
    }

    func actions(_ draft: RegistrationDraft) -> [FormAction] {
        [FormAction("check", "Check again", key: "c"), FormAction("rows", "See them in the rows", key: "v")]
    }

    mutating func appeared(_ draft: inout RegistrationDraft, at now: ClockReading) -> [StepCommand<Event>] {
        check?.revision == draft.sheet.revision ? [] : begin(draft)
    }

    mutating func perform(
        _ action: String, _ draft: inout RegistrationDraft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        action == "check" ? begin(draft) : [.go("Rows")]
    }

    mutating func update(
        _ event: Event, _ draft: inout RegistrationDraft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        isChecking = false
        switch event {
        case .failed(let why): trouble = why
        case .checked(let check):
            trouble = nil
            guard check.revision == draft.sheet.revision else { return begin(draft) }
            for index in draft.sheet.rows.indices where draft.sheet.rows[index].finding != check.findings[index] {
                draft.sheet.change(index) { $0.finding = check.findings[index] }
            }
            self.check = SheetCheck(
                revision: draft.sheet.revision, findings: check.findings, duplicates: check.duplicates,
                refused: check.refused, places: check.places)
        }
        return []
    }

    private mutating func begin(_ draft: RegistrationDraft) -> [StepCommand<Event>] {
        guard let services = context.acts.services, !draft.isSending else { return [] }
        isChecking = true
        let (sheet, owner, principal) = (draft.sheet, draft.defaultOrganization, context.acts.principal)
        return [
            .screen(
                .load(name: "check") {
                    do {
                        return .checked(
                            try await SheetCheck.of(
                                sheet, defaultOrganization: owner, services: services, principal: principal))
                    } catch let error as SlipwayError {
                        return .failed(RefusalText.of(error))
                    } catch {
                        return .failed("the service could not be asked")
                    }
                })
        ]
    }

    private func lines(_ draft: RegistrationDraft, _ glyphs: GlyphSet) -> [StyledText] {
        let sheet = draft.sheet
        var lines = [StyledText(CountText.of(sheet.rows.count, "row", "rows") + ", nothing was written", .strong)]
        if let trouble { lines.append(StyledText(Glyph.failed.text(glyphs) + " not checked: " + trouble, .error)) }
        if isChecking { lines.append(StyledText("checking", .dim)) }
        if draft.hasUnaddedSource {
            lines.append(
                StyledText(
                    Glyph.stuck.text(glyphs) + " what was pasted or named in Source is not added: 1 goes there",
                    .warning)
            )
        }
        // Of no rows nothing is in order.
        guard !sheet.rows.isEmpty else { return lines }
        lines += [Self.line(sheet.count(.wrong), "wrong in their form", glyphs)]
        guard let check else { return lines }
        if check.revision != sheet.revision {
            lines.append(
                StyledText(Glyph.stuck.text(glyphs) + " the rows were changed since: c checks again", .warning))
        }
        lines.append(Self.line(check.duplicates, "that stand in the sheet twice", glyphs))
        let refused = check.refused.reduce(0) { $0 + $1.count }
        lines.append(Self.line(refused, "that the service would refuse now", glyphs))
        lines += check.refused.prefix(Self.shownReasons).map { group in
            StyledText("    " + CountText.exact(group.count) + " " + SafeText(group.reason, limit: 200), .dim)
        }
        if sheet.count(.unknown) > 0 {
            lines.append(StyledText("  " + CountText.exact(sheet.count(.unknown)) + " of which the answer was lost"))
        }
        return lines + check.places.map { Self.line($0, glyphs) }
    }

    private static func line(_ count: Int, _ text: SafeText, _ glyphs: GlyphSet) -> StyledText {
        (count == 0 ? StateLook.succeeded : .failed).label(CountText.exact(count) + " " + text, glyphs)
    }

    private static func line(_ places: RegistrationCheck.Places, _ glyphs: GlyphSet) -> StyledText {
        let name = SafeText(places.organization, limit: 100)
        guard places.isActive else { return StateLook.failed.label(name + " is inactive", glyphs) }
        return StyledText("  " + name + ": " + CountText.of(places.free, "place", "places") + " free")
    }
}
