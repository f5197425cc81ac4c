/// What a step can do, as a button that says so.
struct ButtonControl<Draft: Sendable>: FormControl {
    let action: FormAction

    var focus: FieldFocus { .pressed }

    func keys(_ draft: Draft) -> KeyTable<Key> {
        [KeyBinding(.enter, .enter, help: action.title, hint: "do it")]
    }

    func opened(_ draft: Draft) -> Bool { false }

    func press(_ key: Key, _ state: inout Bool, _ draft: inout Draft) -> FieldOutcome {
        FieldOutcome(action: action.id)
    }

    func draw(_ look: FieldLook, _ state: inout Bool, _ draft: Draft, into frame: inout Frame, area: Rect) {
        let key: SafeText = action.key.map { $0.label + " " } ?? ""
        let text = look.isFocused ? "[" + key + action.title + "]" : " " + key + action.title + " "
        let role: Role = look.isFocused ? (action.isDanger ? .buttonDanger : .buttonFocus) : .button
        let isPossible = action.disabledReason == nil
        let used = frame.write(text, in: area, style: isPossible ? Style(role, on: role) : .dim)
        guard let reason = action.disabledReason else { return }
        frame.write(" (" + reason + ")", column: used, in: area, style: .dim)
    }
}
