/// A choice of one out of a few, over the screen.
///
/// A screen that shows one is editing, and hands its input here.
package struct Picker: Hashable, Sendable {
    package struct Choice: Hashable, Sendable {
        package let title: SafeText
        /// What picks it at once.
        package let key: Key?
        /// Why it cannot be picked now.
        package let disabledReason: SafeText?

        package init(_ title: SafeText, key: Key? = nil, disabledReason: SafeText? = nil) {
            self.title = title
            self.key = key
            self.disabledReason = disabledReason
        }
    }

    package enum Outcome: Hashable, Sendable {
        case open
        case dismissed
        case picked(Int)
        /// Why not.
        case refused(SafeText)
    }

    package let title: SafeText
    package let choices: [Choice]
    package private(set) var cursor: Int

    package init(title: SafeText, choices: [Choice], cursor: Int = 0) {
        self.title = title
        self.choices = choices
        self.cursor = min(max(0, cursor), max(0, choices.count - 1))
    }

    package mutating func type(_ input: TextInput) -> Outcome {
        guard case .key(let key) = input else { return .open }
        if let index = choices.firstIndex(where: { $0.key == key }) { return pick(index) }
        switch key {
        case .escape, .control("c"), .character("q"): return .dismissed
        case .down, .tab, .character("j"): cursor = min(cursor + 1, max(0, choices.count - 1))
        case .up, .backTab, .character("k"): cursor = max(cursor - 1, 0)
        case .home, .character("g"): cursor = 0
        case .end, .character("G"): cursor = max(0, choices.count - 1)
        case .enter: return pick(cursor)
        default: break
        }
        return .open
    }

    package func draw(into frame: inout Frame, area: Rect) {
        let box = area.centered(columns: min(72, area.columns), rows: choices.count + 2)
        frame.fill(box)
        frame.rule(row: 0, in: box, style: Style(.borderFocus))
        frame.rule(row: box.rows - 1, in: box, style: Style(.borderFocus))
        frame.write(StyledText(" " + title + " ", .title), column: 2, in: box)
        let inner = box.inset(columns: 1, rows: 1)
        // A box too low for all of them follows the cursor.
        let first = max(0, cursor - inner.rows + 1)
        for (row, index) in (first..<choices.count).prefix(inner.rows).enumerated() {
            if index == cursor { frame.write(.cursor, row: row, in: inner, style: .strong) }
            frame.write(line(choices[index], columns: inner.columns - 2), column: 2, row: row, in: inner)
        }
        frame.restyle(box) { $0.surface = $0.surface ?? .dialog }
    }

    private func line(_ choice: Choice, columns: Int) -> StyledText {
        let keys = choice.key.map { $0.label + " " } ?? "  "
        let text =
            StyledText(keys, Style(.hintKey)) + StyledText(choice.title, choice.disabledReason == nil ? .text : .dim)
        guard let reason = choice.disabledReason else { return text.truncated(to: columns) }
        return (text + StyledText("  (" + reason + ")", .dim)).truncated(to: columns)
    }

    private func pick(_ index: Int) -> Outcome {
        guard choices.indices.contains(index) else { return .dismissed }
        return choices[index].disabledReason.map(Outcome.refused) ?? .picked(index)
    }
}
