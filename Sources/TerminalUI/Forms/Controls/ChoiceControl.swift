/// One of several, found by typing a part of it.
package struct ChoiceControl<Draft: Sendable>: FormControl {
    package struct Choice: Hashable, Sendable {
        /// What the draft holds.
        package let value: String
        package let title: SafeText
        /// Beside the title, such as a size or a state.
        package let note: SafeText
        package let disabledReason: SafeText?

        package init(_ value: String, title: SafeText? = nil, note: SafeText = "", disabledReason: SafeText? = nil) {
            self.value = value
            self.title = title ?? SafeText(value, limit: 200)
            self.note = note
            self.disabledReason = disabledReason
        }
    }

    package struct State: Hashable, Sendable {
        var search = TextField(limit: 200)
        var cursor = 0
    }

    /// Choices shown at once while it is edited.
    private static var shownChoices: Int { 6 }

    private let binding: FormBinding<Draft, String>
    private let choices: [Choice]
    private let isRequired: Bool
    private let placeholder: SafeText

    package init(
        _ binding: FormBinding<Draft, String>, choices: [Choice], isRequired: Bool = false, placeholder: SafeText = ""
    ) {
        self.binding = binding
        self.choices = choices
        self.isRequired = isRequired
        self.placeholder = placeholder
    }

    package var focus: FieldFocus { .edited }

    package func fault(_ draft: Draft) -> FormFault? {
        let value = binding.value(draft)
        if value.isEmpty { return isRequired ? .missing : nil }
        guard let chosen = choices.first(where: { $0.value == value }) else {
            // Choices that are still being loaded are no fault.
            return choices.isEmpty ? nil : FormFault("\"" + SafeText(value, limit: 60) + "\" is none of the choices")
        }
        return chosen.disabledReason.map { FormFault($0) }
    }

    package func opened(_ draft: Draft) -> State {
        let value = binding.value(draft)
        return State(cursor: choices.firstIndex { $0.value == value } ?? 0)
    }

    package func type(_ input: TextInput, _ state: inout State, _ draft: inout Draft) -> FieldOutcome {
        let found = matches(state)
        switch input {
        case .key(.down): state.cursor = min(state.cursor + 1, max(0, found.count - 1))
        case .key(.up): state.cursor = max(0, state.cursor - 1)
        case .key(.pageDown): state.cursor = min(state.cursor + Self.shownChoices, max(0, found.count - 1))
        case .key(.pageUp): state.cursor = max(0, state.cursor - Self.shownChoices)
        case .key(.escape), .key(.control("c")):
            state = opened(draft)
            return FieldOutcome(.leave)
        case .key(.backTab): return leave(.previous, &state, draft)
        case .key(.tab) where state.search.text.isEmpty: return leave(.next, &state, draft)
        case .key(.enter), .key(.tab): return pick(found, &state, &draft)
        default:
            state.search.type(input)
            state.cursor = 0
        }
        return FieldOutcome()
    }

    package func height(_ look: FieldLook, _ state: State, _ draft: Draft) -> FieldHeight {
        .fixed(look.isEdited ? 1 + min(Self.shownChoices, max(1, matches(state).count)) : 1)
    }

    package func draw(_ look: FieldLook, _ state: inout State, _ draft: Draft, into frame: inout Frame, area: Rect) {
        guard look.isEdited else {
            let chosen = choices.first { $0.value == binding.value(draft) }
            let text = chosen.map { $0.title } ?? SafeText(binding.value(draft), limit: 200)
            let used = frame.write(
                text.isEmpty ? placeholder : text, in: area, style: text.isEmpty ? .dim : look.style)
            if let note = chosen?.note, !note.isEmpty { frame.write(note, column: used + 2, in: area, style: .dim) }
            return
        }
        FieldLine(state.search, room: area.columns).draw(into: &frame, area: area, style: look.style, showsCursor: true)
        if state.search.text.isEmpty {
            frame.write("type to search", column: 1, in: area, style: Style(.textDim, on: .fieldFocus))
        }
        let found = matches(state)
        guard !found.isEmpty else {
            frame.write("nothing is called so", row: 1, in: area, style: .error)
            return
        }
        let room = max(1, min(Self.shownChoices, area.rows - 1))
        let first = max(0, min(state.cursor - room / 2, found.count - room))
        for (row, choice) in found[first...].prefix(room).enumerated() {
            let line = area.splitTop(row + 1).rest.splitTop(1).top
            let isHere = first + row == state.cursor
            if isHere { frame.write(.cursor, in: line, style: .strong) }
            let isPossible = choice.disabledReason == nil
            let used = 2 + frame.write(choice.title, column: 2, in: line, style: isPossible ? .text : .dim)
            let aside = choice.disabledReason.map { "(" + $0 + ")" } ?? choice.note
            frame.write(aside, column: used + 2, in: line, style: .dim)
            if isHere { frame.restyle(line) { $0.surface = .tableCursor } }
        }
    }

    private func leave(_ move: FieldOutcome.Move, _ state: inout State, _ draft: Draft) -> FieldOutcome {
        state = opened(draft)
        return FieldOutcome(move)
    }

    private func pick(_ found: [Choice], _ state: inout State, _ draft: inout Draft) -> FieldOutcome {
        guard found.indices.contains(state.cursor) else { return FieldOutcome(remark: "nothing is called so") }
        let choice = found[state.cursor]
        if let reason = choice.disabledReason { return FieldOutcome(remark: reason) }
        let isChanged = choice.value != binding.value(draft)
        binding.set(choice.value, &draft)
        state = opened(draft)
        return FieldOutcome(.next, isChanged: isChanged)
    }

    private func matches(_ state: State) -> [Choice] {
        let part = state.search.text.lowercased()
        guard !part.isEmpty else { return choices }
        let found = choices.filter { $0.title.plain().lowercased().contains(part) }
        // What begins so goes first.
        return found.filter { $0.title.plain().lowercased().hasPrefix(part) }
            + found.filter { !$0.title.plain().lowercased().hasPrefix(part) }
    }
}
