/// Yes or no: space or Enter changes it.
package struct CheckBoxControl<Draft: Sendable>: FormControl {
    private let binding: FormBinding<Draft, Bool>
    private let text: SafeText

    /// - Parameter text: what is so where it is checked.
    package init(_ binding: FormBinding<Draft, Bool>, _ text: SafeText) {
        self.binding = binding
        self.text = text
    }

    package var focus: FieldFocus { .pressed }

    package func keys(_ draft: Draft) -> KeyTable<Key> {
        [KeyBinding(" ", " ", .enter, help: "check it, or uncheck it", hint: "check")]
    }

    package func opened(_ draft: Draft) -> Bool { false }

    package func press(_ key: Key, _ state: inout Bool, _ draft: inout Draft) -> FieldOutcome {
        binding.set(!binding.value(draft), &draft)
        return FieldOutcome(isChanged: true)
    }

    package func draw(_ look: FieldLook, _ state: inout Bool, _ draft: Draft, into frame: inout Frame, area: Rect) {
        let sign: SafeText = binding.value(draft) ? "[x] " : "[ ] "
        frame.write(sign + text, in: area, style: look.isFocused ? Style(.buttonFocus, on: .buttonFocus) : look.style)
    }
}
