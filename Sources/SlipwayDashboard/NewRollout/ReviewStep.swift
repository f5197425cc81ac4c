import SlipwayCore
import SlipwayServices
import TerminalUI

/// The dry run, the confirmation, and the start.
struct ReviewStep: FormStep {
    enum Event: Sendable {
        case reviewed(RolloutReview, asks: Bool)
        /// What was confirmed is not what would happen now.
        case drifted(RolloutReview)
        case created(CreatedBatch)
        case failed(SafeText)
    }

    let context: DashboardContext
    let title: SafeText = "Review"
    private var review: RolloutReview?
    private var trouble: SafeText?

    init(context: DashboardContext) { self.context = context }

    func fields(_ draft: RolloutDraft) -> [FormField<RolloutDraft>] {
        let lines = { @Sendable (columns: Int, glyphs: GlyphSet) in self.lines(draft, columns, glyphs) }
        return [FormField("review", "", control: NoteControl { _, columns, glyphs in lines(columns, glyphs) })]
    }

    func actions(_ draft: RolloutDraft) -> [FormAction] {
        let nobody: SafeText? = isCurrent(draft) && review?.count == 0 ? "no device would update" : nil
        return [
            FormAction(
                "ask", "Start the rollout", key: "s", needsWholeForm: true,
                disabledReason: context.acts.refusal ?? nobody),
            FormAction("read", "Read again", key: .control("r")),
            FormAction("copy", "Copy the command line", key: "y"),
        ]
    }

    mutating func appeared(_ draft: inout RolloutDraft, at now: ClockReading) -> [StepCommand<Event>] {
        // Before anything is sent: a repeat of it is the same rollout.
        if draft.requestID.isEmpty { draft.requestID = IdentifierSource.random.uuid() }
        return isCurrent(draft) ? [] : read(draft, asks: false)
    }

    mutating func perform(
        _ action: String, _ draft: inout RolloutDraft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        switch action {
        case "ask": return read(draft, asks: true)
        case "create": return create(draft)
        case "copy":
            let line = SafeText(RolloutCommandLine.text(draft))
            return [
                .screen(.copy(line)), .screen(.flash(.info("copied the command line: sent to the terminal"))),
            ]
        default: return read(draft, asks: false)
        }
    }

    mutating func update(
        _ event: Event, _ draft: inout RolloutDraft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        switch event {
        case .failed(let why):
            trouble = why
            return []
        case .drifted(let now): return show(now, insteadOf: review)
        case .reviewed(let now, let asks):
            guard asks, let seen = review, seen.draft == now.draft, !now.hasDrifted(from: seen) else {
                return show(now, insteadOf: asks ? review : nil)
            }
            trouble = nil
            review = now
            return now.count == 0 ? [] : [.ask(now.question, action: "create")]
        case .created(let created):
            let name = SafeText(created.batch.name, limit: 60)
            draft = RolloutDraft()
            return [
                .finished,
                .screen(.flash(.info(name + (created.wasRepeat ? " had been started already" : " is started")))),
                .screen(.run("batch " + created.batch.id.description)),
            ]
        }
    }

    private mutating func show(_ now: RolloutReview, insteadOf seen: RolloutReview?) -> [StepCommand<Event>] {
        trouble = nil
        review = now
        guard let seen, seen.draft == now.draft, seen.count != now.count else { return [] }
        let words = CountText.exact(now.count) + " devices now, " + CountText.exact(seen.count) + " before: look again"
        return [.screen(.flash(.warning(words)))]
    }

    private func isCurrent(_ draft: RolloutDraft) -> Bool { review?.draft == draft }

    private func read(_ draft: RolloutDraft, asks: Bool) -> [StepCommand<Event>] {
        guard context.acts.services != nil, !draft.version.isEmpty, !draft.name.isEmpty else { return [] }
        let context = context
        return [
            .screen(
                .load(name: "review") {
                    do {
                        return .reviewed(try await RolloutReview.read(draft, context), asks: asks)
                    } catch {
                        return .failed(Self.words(error))
                    }
                })
        ]
    }

    /// What was confirmed is read once more: the devices may have changed while a person was typing.
    private func create(_ draft: RolloutDraft) -> [StepCommand<Event>] {
        guard let confirmed = review, confirmed.draft == draft else { return [] }
        let context = context
        return [
            .screen(
                .act {
                    do {
                        let now = try await RolloutReview.read(draft, context)
                        guard !now.hasDrifted(from: confirmed) else { return .drifted(now) }
                        return .created(
                            try await context.acts.service(\.updates).createBatch(
                                try draft.request(), as: context.acts.principal))
                    } catch {
                        return .failed(Self.words(error))
                    }
                })
        ]
    }

    private func lines(_ draft: RolloutDraft, _ columns: Int, _ glyphs: GlyphSet) -> [StyledText] {
        let refused =
            trouble.map { why in why.wrapped(to: columns - 2).map { StateLook.failed.label($0, glyphs) } } ?? []
        guard let review, review.draft == draft else {
            let missing = draft.version.isEmpty || draft.name.isEmpty
            let words: SafeText = missing ? "a release, devices and a name come first: n goes there" : "reading"
            return refused.isEmpty ? [StyledText(words, .dim)] : refused
        }
        return refused + review.lines(columns: columns, glyphs)
    }

    private static func words(_ error: any Error) -> SafeText {
        guard case SlipwayError.databaseUnavailable = error else { return RefusalText.of(error) }
        return RefusalText.of(error) + "; s sends it again, and never starts it twice"
    }
}
