extension FormScreen {
    /// The fields of the step, then its buttons.
    var fields: [FormField<Source.Draft>] { fields(of: stepIndex) }

    func fields(of step: Int) -> [FormField<Source.Draft>] {
        steps[step].fields(draft)
            + steps[step].actions(draft).map { FormField("action \($0.id)", "", control: ButtonControl(action: $0)) }
    }

    /// The field that has the focus: the chosen one while it is there, else the first.
    var focusedField: FormField<Source.Draft>? {
        let reachable = fields.filter { $0.control.focus != .none }
        return reachable.first { $0.id == focusedFields[stepIndex] } ?? reachable.first
    }

    /// Every fault of the form, in the order of its fields.
    package var faults: [FormProblem] {
        steps.indices.flatMap { step in
            steps[step].fields(draft).compactMap { field in
                field.fault(draft).map {
                    FormProblem(
                        key: FieldKey(step: step, field: field.id), step: steps[step].title, label: field.label,
                        fault: $0)
                }
            }
        }
    }

    /// Those that are said now.
    package var shownFaults: [FormProblem] { faults.filter { showsAll || !$0.fault.isMissing } }

    mutating func enter(_ step: Int, at now: ClockReading) -> [ScreenCommand<Message>] {
        stepIndex = step
        isInField = false
        let wanted = steps[step].appeared(&draft, at: now)
        return carryOut(wanted, of: step, at: now)
    }

    mutating func focus(_ field: FormField<Source.Draft>) { focusedFields[stepIndex] = field.id }

    /// False at either end.
    @discardableResult
    mutating func moveFocus(by step: Int) -> Bool {
        let reachable = fields.filter { $0.control.focus != .none }
        let id = focusedField?.id
        guard let here = reachable.firstIndex(where: { $0.id == id }), reachable.indices.contains(here + step)
        else { return false }
        focus(reachable[here + step])
        return true
    }

    mutating func withControl(
        _ body: (any FormControl<Source.Draft>, inout (any Sendable)?, inout Source.Draft) -> FieldOutcome,
        at now: ClockReading
    ) -> [ScreenCommand<Message>] {
        guard let field = focusedField else { return [] }
        let key = FieldKey(step: stepIndex, field: field.id)
        var state: (any Sendable)? = states.removeValue(forKey: key)
        let outcome = body(field.control, &state, &draft)
        let lookup = field.control.lookup(erased: state)
        states[key] = state
        return follow(outcome, of: field, at: now) + look(up: lookup, for: key)
    }

    private mutating func follow(
        _ outcome: FieldOutcome, of field: FormField<Source.Draft>, at now: ClockReading
    ) -> [ScreenCommand<Message>] {
        focus(field)
        var commands: [ScreenCommand<Message>] = []
        if outcome.isChanged {
            let wanted = steps[stepIndex].changed(field.id, &draft, at: now)
            commands += carryOut(wanted, of: stepIndex, at: now) + save(at: now)
        }
        if let remark = outcome.remark { commands.append(.flash(.warning(remark))) }
        switch outcome.move {
        case .stay: break
        case .edit: isInField = true
        case .leave: isInField = false
        case .next: isInField = moveFocus(by: 1) && isInField && focusedField?.control.focus == .edited
        case .previous: isInField = moveFocus(by: -1) && isInField && focusedField?.control.focus == .edited
        }
        if let action = outcome.action { commands += perform(action: action, at: now) }
        return commands
    }

    private func look(up lookup: FieldLookup?, for key: FieldKey) -> [ScreenCommand<Message>] {
        guard isInField, let lookup else { return [] }
        return [
            .load(name: "lookup", delay: 100) { .lookedUp(key, text: lookup.text, await lookup.work()) }
        ]
    }
}

/// A fault, and where it is.
package struct FormProblem: Hashable, Sendable {
    let key: FieldKey
    package let step: SafeText
    package let label: SafeText
    package let fault: FormFault

    /// `Source, file: is missing`.
    package var text: SafeText {
        let whole = label.isEmpty ? step : step + ", " + label
        return whole + ": " + fault.text
    }
}
