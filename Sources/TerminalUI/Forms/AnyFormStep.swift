/// A step of any type, for the list of a form's steps.
package struct AnyFormStep<Draft: Sendable>: Sendable {
    private var box: any ErasedFormStep<Draft>

    package init(_ step: some FormStep<Draft>) { box = FormStepBox(step: step) }

    /// The step itself where it is of that type: for tests.
    package func unwrap<Step: FormStep<Draft>>(_ type: Step.Type) -> Step? { (box as? FormStepBox<Step>)?.step }

    var title: SafeText { box.title }
    func fields(_ draft: Draft) -> [FormField<Draft>] { box.fields(draft) }
    func actions(_ draft: Draft) -> [FormAction] { box.actions(draft) }
    func hasEditorText(_ draft: Draft) -> Bool { box.hasEditorText(draft) }
    func editorText(_ draft: Draft) -> EditorText? { box.editorText(draft) }
    func questionBeforeLeaving(_ draft: Draft) -> StepQuestion? { box.questionBeforeLeaving(draft) }

    mutating func appeared(_ draft: inout Draft, at now: ClockReading) -> [StepCommand<any Sendable>] {
        box.appeared(&draft, at: now)
    }
    mutating func changed(_ field: String, _ draft: inout Draft, at now: ClockReading) -> [StepCommand<any Sendable>] {
        box.changed(field, &draft, at: now)
    }
    mutating func perform(
        _ action: String, _ draft: inout Draft, at now: ClockReading
    ) -> [StepCommand<any Sendable>] { box.perform(action, &draft, at: now) }
    mutating func update(
        _ event: any Sendable, _ draft: inout Draft, at now: ClockReading
    ) -> [StepCommand<any Sendable>] { box.update(event, &draft, at: now) }
    mutating func edited(_ text: String, _ draft: inout Draft, at now: ClockReading) -> [StepCommand<any Sendable>] {
        box.edited(text, &draft, at: now)
    }
}

private protocol ErasedFormStep<Draft>: Sendable {
    associatedtype Draft: Sendable
    var title: SafeText { get }
    func fields(_ draft: Draft) -> [FormField<Draft>]
    func actions(_ draft: Draft) -> [FormAction]
    func hasEditorText(_ draft: Draft) -> Bool
    func editorText(_ draft: Draft) -> EditorText?
    func questionBeforeLeaving(_ draft: Draft) -> StepQuestion?
    mutating func appeared(_ draft: inout Draft, at now: ClockReading) -> [StepCommand<any Sendable>]
    mutating func changed(_ field: String, _ draft: inout Draft, at now: ClockReading) -> [StepCommand<any Sendable>]
    mutating func perform(_ action: String, _ draft: inout Draft, at now: ClockReading) -> [StepCommand<any Sendable>]
    mutating func update(_ event: any Sendable, _ draft: inout Draft, at now: ClockReading) -> [StepCommand<
        any Sendable
    >]
    mutating func edited(_ text: String, _ draft: inout Draft, at now: ClockReading) -> [StepCommand<any Sendable>]
}

private struct FormStepBox<Step: FormStep>: ErasedFormStep {
    var step: Step

    var title: SafeText { step.title }
    func fields(_ draft: Step.Draft) -> [FormField<Step.Draft>] { step.fields(draft) }
    func actions(_ draft: Step.Draft) -> [FormAction] { step.actions(draft) }
    func hasEditorText(_ draft: Step.Draft) -> Bool { step.hasEditorText(draft) }
    func editorText(_ draft: Step.Draft) -> EditorText? { step.editorText(draft) }
    func questionBeforeLeaving(_ draft: Step.Draft) -> StepQuestion? { step.questionBeforeLeaving(draft) }

    mutating func appeared(_ draft: inout Step.Draft, at now: ClockReading) -> [StepCommand<any Sendable>] {
        step.appeared(&draft, at: now).map(\.erased)
    }

    mutating func changed(
        _ field: String, _ draft: inout Step.Draft, at now: ClockReading
    ) -> [StepCommand<any Sendable>] { step.changed(field, &draft, at: now).map(\.erased) }

    mutating func perform(
        _ action: String, _ draft: inout Step.Draft, at now: ClockReading
    ) -> [StepCommand<any Sendable>] { step.perform(action, &draft, at: now).map(\.erased) }

    mutating func update(
        _ event: any Sendable, _ draft: inout Step.Draft, at now: ClockReading
    ) -> [StepCommand<any Sendable>] {
        guard let event = event as? Step.Event else { return [] }
        return step.update(event, &draft, at: now).map(\.erased)
    }

    mutating func edited(
        _ text: String, _ draft: inout Step.Draft, at now: ClockReading
    ) -> [StepCommand<any Sendable>] { step.edited(text, &draft, at: now).map(\.erased) }
}

extension StepCommand {
    fileprivate var erased: StepCommand<any Sendable> {
        switch self {
        case .screen(let command): .screen(command.map { $0 })
        case .go(let title): .go(title)
        case .ask(let dialog, let action): .ask(dialog, action: action)
        case .finished: .finished
        }
    }
}
