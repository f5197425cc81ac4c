/// Any form as a screen: its steps as tabs, all reachable at any time, and nothing typed that is lost.
package struct FormScreen<Source: FormSource>: Screen {
    package enum Command: Hashable, Sendable {
        case step(Int), nextStep, previousStep, nextField, previousField, edit, nextFault, beginChord, leave
        /// A key of the control that has the focus.
        case control(Key)
        case action(String)
    }

    package enum Message: Sendable {
        case happened(step: Int, any Sendable)
        case lookedUp(FieldKey, text: String, [String])
        case draftFound(FormDrafts<Source.Draft>.Found)
        case draftSaved(SafeText?)
        /// How long the answer took; none where there was none.
        case pulsed(Int64?)
        case edited(step: Int, EditorText.Outcome)
    }

    /// Milliseconds in which changes are saved as one.
    static var savingDelay: Int64 { 400 }
    /// Milliseconds after which the draft is saved even if the person types without a pause.
    static var longestDelay: Int64 { 2_000 }

    let source: Source
    package internal(set) var draft: Source.Draft
    package internal(set) var steps: [AnyFormStep<Source.Draft>]
    /// The step that is shown.
    package internal(set) var stepIndex = 0
    var focusedFields: [Int: String] = [:]
    var states: [FieldKey: any Sendable] = [:]
    package internal(set) var isInField = false
    /// After ctrl-x.
    var awaitsChord = false
    /// A person has tried to submit: what is missing counts as wrong.
    var showsAll = false
    var question: (asked: FormQuestion, purpose: QuestionPurpose)?
    var keeping = Keeping.unasked
    var revision = 0
    /// The revision at which a person chose to leave the step as it is.
    var revisionToLeave: Int?
    var unsavedSince: ScreenInstant?
    var pulse = PulseState()

    enum QuestionPurpose: Sendable {
        case action(String)
        case draft(Source.Draft)
        case leave
        /// Before the step of that place is shown instead of this one.
        case leaveStep(StepQuestion, Int)
    }

    /// Whether changes go to where drafts are kept.
    enum Keeping: Hashable, Sendable {
        case unasked, asked, kept, off
    }

    package init(_ source: Source, draft: Source.Draft) {
        self.source = source
        self.draft = draft
        steps = source.steps
    }

    package var title: SafeText { source.title }
    package var isEditing: Bool { isInField || awaitsChord || question != nil }
    package var acceptsText: Bool { question?.asked.dialog.isInField ?? (isInField && !awaitsChord) }

    package var canReturn: Bool { false }

    package var keys: KeyTable<Command> { isInField ? fieldKeys : formKeys }

    /// What a field that is being edited does with them; they reach it as text.
    private var fieldKeys: KeyTable<Command> {
        [
            KeyBinding(.edit, .enter, help: "on to the next", hint: "next"),
            KeyBinding(.previousField, .escape, help: "leave the field", hint: "leave"),
            KeyBinding(.nextStep, .control("o"), help: "next step", hint: "next step"),
            KeyBinding(.nextField, .function(1), help: "what the field wants", hint: "help"),
        ]
    }

    private var formKeys: KeyTable<Command> {
        let own = focusedField.map { $0.control.keys(draft) } ?? []
        let taken = Set(own.bindings.flatMap(\.keys))
        let actions = steps[stepIndex].actions(draft).compactMap { action in
            action.key.map {
                KeyBinding<Command>(.action(action.id), $0, help: action.title).disabled(action.disabledReason)
            }
        }
        let moves: KeyTable<Command> = [
            KeyBinding(.edit, .enter, help: "edit the field", hint: "edit"),
            KeyBinding(.nextField, keys: [.tab, "j", .down], help: "next field"),
            KeyBinding(.previousField, keys: [.backTab, "k", .up], help: "previous field"),
        ]
        let free = moves.bindings.compactMap { binding -> KeyBinding<Command>? in
            var binding = binding
            binding.keys.removeAll { taken.contains($0) }
            return binding.keys.isEmpty ? nil : binding
        }
        return Self.controlKeys(own) + KeyTable(free) + stepKeys + KeyTable(actions) + leaveKeys
    }

    package var helpTopics: [HelpOverlay.Section] {
        guard let field = focusedField else { return [] }
        let sentences = field.help.isEmpty ? ["nothing more is to be said about it"] : field.help
        let entries = sentences.map { KeyGuide.Entry(keys: [], help: $0, hint: nil, disabledReason: nil) }
        return [
            HelpOverlay.Section(
                title: field.label.isEmpty ? steps[stepIndex].title : field.label, guide: KeyGuide(entries))
        ]
    }

    package mutating func appeared(at now: ClockReading) -> [ScreenCommand<Message>] {
        let opened = enter(stepIndex, at: now)
        guard keeping == .unasked, let drafts = source.drafts else { return opened }
        keeping = .asked
        return opened + [.act { .draftFound(await drafts.load()) }]
    }

    package mutating func left(at now: ClockReading) -> [ScreenCommand<Message>] {
        guard keeping != .unasked, let drafts = source.drafts else { return [] }
        let (draft, revision) = (draft, revision)
        let isChanged = keeping == .kept && revision > 0 && source.isWorthKeeping(draft)
        keeping = .unasked
        let save = ScreenCommand<Message>.act {
            let fault = isChanged ? await drafts.save(draft, revision) : nil
            await drafts.close()
            return .draftSaved(fault)
        }
        return isChanged ? [save, .flash(.info("the draft is kept"))] : [save]
    }

    /// Where nothing is kept, leaving asks.
    private var leaveKeys: KeyTable<Command> {
        guard keeping == .off, source.isWorthKeeping(draft) else { return [] }
        return [KeyBinding(.leave, .escape, "q", help: "leave the form, which is kept nowhere")]
    }

    /// One binding a key, because a control is told which was pressed.
    private static func controlKeys(_ keys: KeyTable<Key>) -> KeyTable<Command> {
        KeyTable(
            keys.bindings.flatMap { binding in
                binding.keys.enumerated().map { index, key in
                    KeyBinding(
                        .control(key), key, help: binding.help, hint: index == 0 ? binding.hint : nil,
                        disabledReason: binding.disabledReason)
                }
            })
    }

    private var stepKeys: KeyTable<Command> {
        let numbered = steps.prefix(9).enumerated().map { index, step in
            KeyBinding<Command>(.step(index), keys: [.character(Character("\(index + 1)"))], help: "to " + step.title)
        }
        return KeyTable(numbered) + [
            KeyBinding(.nextStep, .control("o"), ">", help: "next step, from within a field too", hint: "next step"),
            KeyBinding(.previousStep, "<", help: "previous step"),
            KeyBinding(.nextFault, "n", help: "to the next thing that is wrong", hint: "next fault"),
            KeyBinding(.beginChord, .control("x"), help: "then ctrl-e: all of it in $EDITOR").disabled(
                steps[stepIndex].hasEditorText(draft) ? nil : "nothing here goes to an editor"),
        ]
    }
}

/// A field among all of a form.
package struct FieldKey: Hashable, Sendable {
    let step: Int
    let field: String
}
