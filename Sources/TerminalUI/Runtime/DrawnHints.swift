/// The line of hints, and what it was made of.
struct DrawnHints: Sendable {
    struct Basis: Hashable, Sendable {
        /// Those of the screen on top.
        let own: KeyGuide
        let isHome: Bool
        let columns: Int
    }

    let basis: Basis
    let line: StyledText

    init(_ basis: Basis) {
        self.basis = basis
        // A screen that says what F1 does has a field in which `:` and `?` are text.
        let isText = basis.own.entries.contains { $0.keys.contains(.function(1)) }
        let lasting: Set<Key> = isText ? [] : basis.isHome ? [":", "?", "q"] : [":", "?"]
        let guide = GlobalCommand.guide.entries.filter { !lasting.isDisjoint(with: $0.keys) }
        line = basis.own.hintLine(columns: basis.columns, last: KeyGuide(guide))
    }
}
