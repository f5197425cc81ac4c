import SlipwayCore
import SlipwayServices
import TerminalUI

/// The dry run, the confirmation, and the start.
struct ReviewStep: FormStep {
    enum Event: Sendable {
        case reviewed(RolloutReview, asks: Bool)
        /// What was confirmed is not what would happen now.
        case drifted(RolloutReview)
        case created(Created)
        case failed(SafeText, RolloutRefusal?)
    }

    struct Created: Sendable {
        let name: String
        /// Opens it.
        let command: String
        /// Whether an earlier request has created it.
        let wasRepeat: Bool
        /// Whether it begins once another person approves it.
        var awaitsApproval = false
    }

    /// What was read before so many milliseconds is read again before it is asked about.
    static let freshness: Int64 = 60_000

    let context: DashboardContext
    let title: SafeText = "Review"
    private var review: RolloutReview?
    private var reviewedAt: ScreenInstant?
    private var trouble: SafeText?

    init(context: DashboardContext) { self.context = context }

    func fields(_ draft: RolloutDraft) -> [FormField<RolloutDraft>] {
        let lines = { @Sendable (columns: Int, glyphs: GlyphSet) in self.lines(draft, columns, glyphs) }
        return [FormField("review", "", control: NoteControl { _, columns, glyphs in lines(columns, glyphs) })]
    }

    func actions(_ draft: RolloutDraft) -> [FormAction] {
        let emptiness: SafeText? = isCurrent(draft) && review?.count == 0 ? "no device would update" : nil
        return [
            FormAction(
                "ask", "Start the rollout", key: "s", needsWholeForm: true,
                disabledReason: context.acts.refusal ?? emptiness),
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
        case "ask": return ask(draft, at: now)
        case "create": return create(draft)
        case "copy":
            let command = RolloutCommandLine(of: draft.settled(beyond: context.batchLimit))
            let text: SafeText =
                command.isWhole
                ? "copied the command line: sent to the terminal"
                : "copied the command line, without what only the template says: sent to the terminal"
            return [.screen(.copy(SafeText(command.text))), .screen(.flash(.info(text)))]
        default: return read(draft, asks: false)
        }
    }

    mutating func update(
        _ event: Event, _ draft: inout RolloutDraft, at now: ClockReading
    ) -> [StepCommand<Event>] {
        switch event {
        case .failed(let why, let refusal):
            trouble = why
            draft.refusal = refusal
            return []
        case .drifted(let found): return show(found, insteadOf: review, at: now)
        case .reviewed(let found, let asks):
            draft.refusal = nil
            if let counted = found.counted, counted.isOf(draft), draft.deviceCount == nil { draft.counted = counted }
            guard asks, let seen = review, seen.draft == found.draft, !found.hasDrifted(from: seen) else {
                return show(found, insteadOf: asks ? review : nil, at: now)
            }
            return show(found, insteadOf: nil, at: now) + question(found)
        case .created(let created):
            let name = SafeText(created.name, limit: 60)
            draft = RolloutDraft()
            return [
                .finished,
                .screen(.flash(.info(name + Self.outcome(of: created)))),
                .screen(.run(created.command)),
            ]
        }
    }

    private mutating func show(
        _ found: RolloutReview, insteadOf seen: RolloutReview?, at now: ClockReading
    ) -> [StepCommand<Event>] {
        trouble = nil
        review = found
        reviewedAt = now.instant
        guard let seen, seen.draft == found.draft, found.differs(from: seen) else { return [] }
        let text: SafeText =
            seen.count == found.count
            ? CountText.exact(found.count) + " devices as before, but not the same ones: look again"
            : CountText.exact(found.count) + " devices now, " + CountText.exact(seen.count) + " before: look again"
        return [.screen(.flash(.warning(text)))]
    }

    /// What is on the screen is asked about at once, unless it is old: the creation compares it once more.
    private func ask(_ draft: RolloutDraft, at now: ClockReading) -> [StepCommand<Event>] {
        guard let review, isCurrent(draft), let reviewedAt, now.instant - reviewedAt < Self.freshness else {
            return read(draft, asks: true)
        }
        return question(review)
    }

    private func question(_ review: RolloutReview) -> [StepCommand<Event>] {
        review.count == 0 ? [] : [.ask(review.question, action: "create")]
    }

    private func isCurrent(_ draft: RolloutDraft) -> Bool { review?.draft == draft.settled(beyond: context.batchLimit) }

    private func read(_ draft: RolloutDraft, asks: Bool) -> [StepCommand<Event>] {
        guard context.acts.services != nil, !draft.version.isEmpty, !draft.name.isEmpty else { return [] }
        let context = context
        return [
            .screen(
                .load(name: "review") {
                    do {
                        return .reviewed(try await RolloutReview.read(draft, context), asks: asks)
                    } catch {
                        return .failed(Self.text(error), RolloutRefusal(error, of: draft))
                    }
                })
        ]
    }

    private func create(_ draft: RolloutDraft) -> [StepCommand<Event>] {
        guard let confirmed = review, isCurrent(draft) else { return [] }
        let context = context
        return [
            .screen(
                .act {
                    do {
                        return .created(try await Self.create(confirmed, context))
                    } catch SlipwayError.planDrifted(let plan) {
                        return .drifted(confirmed.drifted(to: plan))
                    } catch {
                        return .failed(Self.text(error), RolloutRefusal(error, of: draft))
                    }
                })
        ]
    }

    /// The devices may have changed while a person was typing. The creation of one batch compares them with what was
    /// confirmed; that of waves settles them afterwards, and the first of these waves shows what they are worth.
    private static func create(_ confirmed: RolloutReview, _ context: DashboardContext) async throws -> Created {
        switch confirmed.outcome {
        case .atOnce(let planned):
            var request = try confirmed.draft.request()
            request.expected = .about(planned.plan)
            let created = try await context.acts.service(\.updates).createBatch(request, as: context.acts.principal)
            return Created(
                name: created.batch.name, command: "batch \(created.batch.id)", wasRepeat: created.wasRepeat,
                awaitsApproval: created.rollout.status == .draft)
        case .waves:
            try await context.requireTemplate(of: confirmed.draft)
            let (rollout, wasRepeat) = try await context.acts.service(\.rollouts).create(
                try confirmed.draft.requestInWaves(), as: context.acts.principal)
            return Created(
                name: rollout.name, command: "rollout \(rollout.id)", wasRepeat: wasRepeat,
                awaitsApproval: rollout.status == .draft)
        }
    }

    private static func outcome(of created: Created) -> SafeText {
        if created.awaitsApproval { return " begins once another person approves it" }
        return created.wasRepeat ? " had been started already" : " is started"
    }

    private func lines(_ draft: RolloutDraft, _ columns: Int, _ glyphs: GlyphSet) -> [StyledText] {
        let refused =
            trouble.map { why in why.wrapped(to: columns - 2).map { StateLook.failed.label($0, glyphs) } } ?? []
        guard let review, isCurrent(draft) else {
            let missing = draft.version.isEmpty || draft.name.isEmpty
            let text: SafeText = missing ? "a release, devices and a name come first: n goes there" : "reading"
            return refused.isEmpty ? [StyledText(text, .dim)] : refused
        }
        return refused + review.lines(columns: columns, glyphs)
    }

    private static func text(_ error: any Error) -> SafeText {
        guard case .away? = (error as? SlipwayError)?.databaseFailure else { return RefusalText.of(error) }
        return RefusalText.of(error) + "; s sends it again, and never starts it twice"
    }
}
