/// What a key table tells people: the source of the hint line and of help.
package struct KeyGuide: Hashable, Sendable {
    package var entries: [Entry]

    package init(_ entries: [Entry] = []) { self.entries = entries }

    /// Sentences for help that belong to no key.
    package init(notes: [SafeText]) {
        self.init(notes.map { Entry(keys: [], help: $0, hint: nil, disabledReason: nil) })
    }

    package struct Entry: Hashable, Sendable {
        package let keys: [Key]
        package let help: SafeText
        package let hint: SafeText?
        package let disabledReason: SafeText?

        package var keyLabels: SafeText {
            SafeText(keys.map { $0.label.plain() }.joined(separator: " "))
        }
    }

    /// Keys bound more than once: must be empty for a context and the global keys that stay visible in it.
    package var duplicates: [Key] {
        var seen: Set<Key> = []
        var twice: [Key] = []
        for key in entries.flatMap(\.keys) where !seen.insert(key).inserted && !twice.contains(key) {
            twice.append(key)
        }
        return twice
    }

    /// `enter open  n new`: as many hints as fit from the front, and of `last` all, because `? help` must stay.
    package func hintLine(columns: Int, last: KeyGuide = KeyGuide()) -> StyledText {
        let tail = last.entries.compactMap(Self.hint)
        let reserved = tail.reduce(0) { $0 + $1.width + 2 }
        var shown: [StyledText] = []
        var used = reserved
        for hint in entries.lazy.compactMap(Self.hint) {
            guard used + hint.width + 2 <= columns else { break }
            shown.append(hint)
            used += hint.width + 2
        }
        var line = StyledText(" ", Style(.hintText))
        for (index, hint) in (shown + tail).enumerated() {
            line += index == 0 ? hint : StyledText("  ", Style(.hintText)) + hint
        }
        return line
    }

    /// Lines for the help overlay; a disabled command says why.
    package func helpLines(columns: Int) -> [StyledText] {
        let keyColumns = min(24, entries.map(\.keyLabels.width).max() ?? 0)
        return entries.flatMap { entry -> [StyledText] in
            let sentence = entry.disabledReason.map { entry.help + " (not now: " + $0 + ")" } ?? entry.help
            let style: Style = entry.disabledReason == nil ? .text : .dim
            let wrapped = sentence.wrapped(to: max(8, columns - keyColumns - 2))
            return wrapped.enumerated().map { index, line in
                let keys = index == 0 ? entry.keyLabels : SafeText.empty
                return StyledText(keys.padded(to: keyColumns) + "  ", Style(.hintKey)) + StyledText(line, style)
            }
        }
    }

    package static func + (left: KeyGuide, right: KeyGuide) -> KeyGuide { KeyGuide(left.entries + right.entries) }

    private static func hint(_ entry: Entry) -> StyledText? {
        guard let text = entry.hint, let key = entry.keys.first else { return nil }
        let isPossible = entry.disabledReason == nil
        return StyledText(key.label + " ", isPossible ? Style(.hintKey) : .dim)
            + StyledText(text, isPossible ? Style(.hintText) : .dim)
    }
}
