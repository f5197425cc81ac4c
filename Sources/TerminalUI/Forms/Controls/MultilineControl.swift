/// Text of several lines. Enter makes a line; Esc leaves.
package struct MultilineControl<Draft: Sendable>: FormControl {
    package struct State: Hashable, Sendable {
        var line = 0
        /// Characters before the cursor.
        var position = 0
        var top = 0
    }

    private let text: any WritableKeyPath<Draft, FormText> & Sendable
    private let takesTabs: Bool
    private let isRequired: Bool
    private let placeholder: SafeText
    private let minimum: Int

    /// - Parameters:
    ///   - takesTabs: whether Tab is text, as in a table of cells, instead of the way to the next field.
    ///   - minimum: lines shown.
    package init(
        _ text: any WritableKeyPath<Draft, FormText> & Sendable, takesTabs: Bool = false, isRequired: Bool = false,
        placeholder: SafeText = "", minimum: Int = 3
    ) {
        self.text = text
        self.takesTabs = takesTabs
        self.isRequired = isRequired
        self.placeholder = placeholder
        self.minimum = minimum
    }

    package var focus: FieldFocus { .edited }

    package func fault(_ draft: Draft) -> FormFault? {
        isRequired && draft[keyPath: text].isEmpty ? .missing : nil
    }

    package func opened(_ draft: Draft) -> State { State() }

    package func type(_ input: TextInput, _ state: inout State, _ draft: inout Draft) -> FieldOutcome {
        clampCursor(&state, draft)
        switch input {
        case .key(.escape), .key(.control("c")): return FieldOutcome(.leave)
        case .key(.backTab): return FieldOutcome(.previous)
        case .key(.tab) where !takesTabs: return FieldOutcome(.next)
        case .key(.up): state.line = max(0, state.line - 1)
        case .key(.down): state.line = min(state.line + 1, draft[keyPath: text].lines.count - 1)
        case .key(.pageUp): state.line = max(0, state.line - 10)
        case .key(.pageDown): state.line = min(state.line + 10, draft[keyPath: text].lines.count - 1)
        case .key(let key): return edit(key, &state, &draft)
        case .paste(let pasted):
            let end = draft[keyPath: text].insert(pasted, line: state.line, position: state.position)
            (state.line, state.position) = (end.line, end.position)
            return FieldOutcome(isChanged: !pasted.isEmpty)
        }
        return FieldOutcome()
    }

    package func height(_ look: FieldLook, _ state: State, _ draft: Draft) -> FieldHeight {
        guard look.isEdited || !draft[keyPath: text].isEmpty else { return .fixed(1) }
        return .flexible(minimum: minimum, maximum: max(minimum, draft[keyPath: text].lines.count))
    }

    package func draw(_ look: FieldLook, _ state: inout State, _ draft: Draft, into frame: inout Frame, area: Rect) {
        let lines = draft[keyPath: text].lines
        if draft[keyPath: text].isEmpty, !look.isEdited { return _ = frame.write(placeholder, in: area, style: .dim) }
        clampCursor(&state, draft)
        if state.line < state.top { state.top = state.line }
        if state.line >= state.top + area.rows { state.top = state.line - area.rows + 1 }
        state.top = max(0, min(state.top, lines.count - area.rows))
        for row in 0..<min(area.rows, lines.count - state.top) {
            let index = state.top + row
            // Only what can be seen is made safe: a line may be of any length.
            if look.isEdited, index == state.line {
                let field = TextField(lines[index], position: state.position)
                FieldLine(field, room: area.columns).draw(
                    into: &frame, area: area, row: row, style: look.style, showsCursor: true)
            } else {
                let text = SafeText(lines[index], limit: area.columns + 1)
                frame.write(text.padded(to: area.columns), row: row, in: area, style: look.style)
            }
        }
    }

    private func edit(_ key: Key, _ state: inout State, _ draft: inout Draft) -> FieldOutcome {
        if key == .enter || key == .tab {
            let end = draft[keyPath: text].insert(
                key == .tab ? "\t" : "\n", line: state.line, position: state.position)
            (state.line, state.position) = (end.line, end.position)
            return FieldOutcome(isChanged: true)
        }
        if key == .backspace, state.position == 0 {
            guard state.line > 0 else { return FieldOutcome() }
            state.line -= 1
            state.position = draft[keyPath: text].joinLine(after: state.line)
            return FieldOutcome(isChanged: true)
        }
        let before = draft[keyPath: text].lines[state.line]
        var field = TextField(before, position: state.position)
        field.type(.key(key))
        state.position = field.position
        guard field.text != before else { return FieldOutcome() }
        draft[keyPath: text].replaceLine(state.line, with: field.text)
        return FieldOutcome(isChanged: true)
    }

    private func clampCursor(_ state: inout State, _ draft: Draft) {
        let lines = draft[keyPath: text].lines
        state.line = max(0, min(state.line, lines.count - 1))
        if !lines.isEmpty { state.position = min(state.position, lines[state.line].count) }
    }
}
