/// One step of a form: what it asks, what can be done in it, and what comes of it. All steps share one draft.
package protocol FormStep<Draft>: Sendable {
    associatedtype Draft: Sendable
    /// What its work found out, in the past tense.
    associatedtype Event: Sendable

    var title: SafeText { get }
    /// From the top to the bottom, as this draft wants them.
    func fields(_ draft: Draft) -> [FormField<Draft>]
    /// Its buttons.
    func actions(_ draft: Draft) -> [FormAction]
    /// It was opened: the place to load.
    mutating func appeared(_ draft: inout Draft, at now: ClockReading) -> [StepCommand<Event>]
    /// A field of it was changed.
    mutating func changed(_ field: String, _ draft: inout Draft, at now: ClockReading) -> [StepCommand<Event>]
    mutating func perform(_ action: String, _ draft: inout Draft, at now: ClockReading) -> [StepCommand<Event>]
    mutating func update(_ event: Event, _ draft: inout Draft, at now: ClockReading) -> [StepCommand<Event>]
    /// Whether ctrl-x ctrl-e gives anything to an editor; asked at each key, so that it must not make the text.
    func hasEditorText(_ draft: Draft) -> Bool
    /// What goes to the editor of the person's choice on ctrl-x ctrl-e; none where nothing can.
    func editorText(_ draft: Draft) -> EditorText?
    /// What to ask before another step is shown; none where nothing would be left behind.
    func questionBeforeLeaving(_ draft: Draft) -> StepQuestion?
    /// The text as the editor left it.
    mutating func edited(_ text: String, _ draft: inout Draft, at now: ClockReading) -> [StepCommand<Event>]
}

extension FormStep {
    package func actions(_ draft: Draft) -> [FormAction] { [] }
    package mutating func appeared(_ draft: inout Draft, at now: ClockReading) -> [StepCommand<Event>] { [] }
    package mutating func changed(_ field: String, _ draft: inout Draft, at now: ClockReading) -> [StepCommand<Event>] {
        []
    }
    package mutating func perform(
        _ action: String, _ draft: inout Draft, at now: ClockReading
    ) -> [StepCommand<Event>] { [] }
    package func hasEditorText(_ draft: Draft) -> Bool { false }
    package func questionBeforeLeaving(_ draft: Draft) -> StepQuestion? { nil }
    package func editorText(_ draft: Draft) -> EditorText? { nil }
    package mutating func edited(_ text: String, _ draft: inout Draft, at now: ClockReading) -> [StepCommand<Event>] {
        []
    }
}

/// What a button does; its title says so.
package struct FormAction: Hashable, Sendable {
    /// Names it among the actions of its step.
    package let id: String
    package let title: SafeText
    /// Does it from anywhere in the step.
    package let key: Key?
    package let isDanger: Bool
    /// Refused, with every fault named, while anything in the form is wrong.
    package let needsWholeForm: Bool
    package let disabledReason: SafeText?

    package init(
        _ id: String, _ title: SafeText, key: Key? = nil, isDanger: Bool = false, needsWholeForm: Bool = false,
        disabledReason: SafeText? = nil
    ) {
        self.id = id
        self.title = title
        self.key = key
        self.isDanger = isDanger
        self.needsWholeForm = needsWholeForm
        self.disabledReason = disabledReason
    }
}

/// What a step asks before it is left with something that is not done yet.
package struct StepQuestion: Sendable {
    package let dialog: Dialog
    /// The step's action that confirming it performs.
    package let action: String
    /// Said where it is not confirmed: the step stays, and lets go without asking from then on.
    package let remark: SafeText

    package init(_ dialog: Dialog, action: String, remark: SafeText) {
        self.dialog = dialog
        self.action = action
        self.remark = remark
    }
}

/// What a step wants done.
package enum StepCommand<Event: Sendable>: Sendable {
    case screen(ScreenCommand<Event>)
    /// To the step of that title.
    case go(SafeText)
    /// Performs the action once it is confirmed.
    case ask(Dialog, action: String)
    /// What the draft was for is done: it is forgotten.
    case finished
}
