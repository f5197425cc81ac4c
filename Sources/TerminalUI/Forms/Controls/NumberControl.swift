/// A whole number, kept as it was typed so that a fault can be corrected where it stands.
package struct NumberControl<Draft: Sendable>: FormControl {
    private let binding: FormBinding<Draft, String>
    private let range: ClosedRange<Int>
    private let text: TextControl<Draft>

    package init(
        _ binding: FormBinding<Draft, String>, in range: ClosedRange<Int>, isRequired: Bool = false,
        placeholder: SafeText = ""
    ) {
        self.binding = binding
        self.range = range
        text = TextControl(binding, limit: 18, isRequired: isRequired, placeholder: placeholder)
    }

    package var focus: FieldFocus { .edited }

    package func fault(_ draft: Draft) -> FormFault? {
        let typed = binding.value(draft)
        if typed.isEmpty { return text.fault(draft) }
        guard let number = Int(typed) else { return FormFault("is not a whole number") }
        if range.contains(number) { return nil }
        return FormFault("must be \(range.lowerBound) to \(range.upperBound)")
    }

    package func opened(_ draft: Draft) -> TextField { text.opened(draft) }

    package func type(_ input: TextInput, _ state: inout TextField, _ draft: inout Draft) -> FieldOutcome {
        text.type(input, &state, &draft)
    }

    package func draw(
        _ look: FieldLook, _ state: inout TextField, _ draft: Draft, into frame: inout Frame, area: Rect
    ) {
        text.draw(look, &state, draft, into: &frame, area: area)
    }
}
