/// One line of text.
package struct TextControl<Draft: Sendable>: FormControl {
    private let binding: FormBinding<Draft, String>
    private let limit: Int
    private let isRequired: Bool
    private let placeholder: SafeText

    /// - Parameters:
    ///   - limit: characters that it takes.
    ///   - placeholder: shown dimmed while it is empty.
    package init(
        _ binding: FormBinding<Draft, String>, limit: Int = 500, isRequired: Bool = false, placeholder: SafeText = ""
    ) {
        self.binding = binding
        self.limit = limit
        self.isRequired = isRequired
        self.placeholder = placeholder
    }

    package var focus: FieldFocus { .edited }

    package func fault(_ draft: Draft) -> FormFault? {
        isRequired && binding.value(draft).allSatisfy(\.isWhitespace) ? .missing : nil
    }

    package func opened(_ draft: Draft) -> TextField { TextField(binding.value(draft), limit: limit) }

    package func type(_ input: TextInput, _ state: inout TextField, _ draft: inout Draft) -> FieldOutcome {
        if let move = FieldOutcome.Move(leavingBy: input) { return FieldOutcome(move) }
        refresh(&state, draft)
        state.type(input)
        guard state.text != binding.value(draft) else { return FieldOutcome() }
        binding.set(state.text, &draft)
        return FieldOutcome(isChanged: true)
    }

    package func draw(
        _ look: FieldLook, _ state: inout TextField, _ draft: Draft, into frame: inout Frame, area: Rect
    ) {
        refresh(&state, draft)
        if state.text.isEmpty, !look.isEdited, !placeholder.isEmpty {
            frame.write(placeholder, in: area, style: .dim)
            return
        }
        FieldLine(state, room: area.columns).draw(
            into: &frame, area: area, style: look.style, showsCursor: look.isEdited)
    }

    private func refresh(_ state: inout TextField, _ draft: Draft) {
        let text = binding.value(draft)
        if state.text != text { state.replace(with: text) }
    }
}

extension FieldOutcome.Move {
    /// What the keys that leave a field of one line do.
    init?(leavingBy input: TextInput) {
        switch input {
        case .key(.enter), .key(.tab), .key(.down): self = .next
        case .key(.backTab), .key(.up): self = .previous
        case .key(.escape), .key(.control("c")): self = .leave
        default: return nil
        }
    }
}
