/// The path of a file, completed by Tab from what an effect found in its folder.
package struct PathControl<Draft: Sendable>: FormControl {
    package struct State: Hashable, Sendable {
        var input: TextField
        var candidates: [String] = []
        /// What had been typed when the candidates were looked up.
        var lookedUp: String?
    }

    /// Candidates shown at once.
    private static var shownCandidates: Int { 4 }

    private let binding: FormBinding<Draft, String>
    private let isRequired: Bool
    private let text: TextControl<Draft>
    private let candidates: @Sendable (_ start: String) async -> [String]

    /// - Parameter candidates: whole paths that begin so, folders ending in `/`; of bounded number.
    package init(
        _ binding: FormBinding<Draft, String>, isRequired: Bool = false, placeholder: SafeText = "",
        candidates: @escaping @Sendable (_ start: String) async -> [String]
    ) {
        self.binding = binding
        self.isRequired = isRequired
        self.candidates = candidates
        text = TextControl(binding, limit: 4_000, isRequired: isRequired, placeholder: placeholder)
    }

    package var focus: FieldFocus { .edited }
    package func fault(_ draft: Draft) -> FormFault? { text.fault(draft) }
    package func opened(_ draft: Draft) -> State { State(input: text.opened(draft)) }

    package func type(_ input: TextInput, _ state: inout State, _ draft: inout Draft) -> FieldOutcome {
        if input == .key(.tab), let longer = completion(state) {
            state.input.replace(with: longer)
            binding.set(longer, &draft)
            return FieldOutcome(isChanged: true)
        }
        let outcome = text.type(input, &state.input, &draft)
        if outcome.isChanged { state.candidates = [] }
        return outcome
    }

    package func lookup(_ state: State) -> FieldLookup? {
        let typed = state.input.text
        guard state.lookedUp != typed else { return nil }
        let candidates = candidates
        return FieldLookup(text: typed) { await candidates(typed) }
    }

    package func receive(_ candidates: [String], for text: String, _ state: inout State) {
        guard state.input.text == text else { return }
        state.candidates = candidates
        state.lookedUp = text
    }

    package func height(_ look: FieldLook, _ state: State, _ draft: Draft) -> FieldHeight {
        .fixed(look.isEdited ? 1 + min(Self.shownCandidates, offered(state).count) : 1)
    }

    package func draw(_ look: FieldLook, _ state: inout State, _ draft: Draft, into frame: inout Frame, area: Rect) {
        text.draw(look, &state.input, draft, into: &frame, area: area)
        guard look.isEdited else { return }
        let offered = offered(state)
        for (row, path) in offered.prefix(Self.shownCandidates).enumerated() {
            let more = offered.count - Self.shownCandidates
            let isLast = row == Self.shownCandidates - 1 && more > 0
            let tail: SafeText = isLast ? "  and \(more) more" : ""
            frame.write(SafeText(path, limit: 400) + tail, column: 2, row: row + 1, in: area, style: .dim)
        }
    }

    private func offered(_ state: State) -> [String] { state.candidates.filter { $0 != state.input.text } }

    private func completion(_ state: State) -> String? {
        guard var common = state.candidates.first else { return nil }
        for path in state.candidates { common = String(zip(common, path).prefix { $0 == $1 }.map(\.0)) }
        return common.count > state.input.text.count ? common : nil
    }
}
