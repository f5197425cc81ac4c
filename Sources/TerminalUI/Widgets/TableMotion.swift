/// How the cursor of a list moves.
package enum TableMotion: Hashable, Sendable, CaseIterable {
    case up, down, halfPageUp, halfPageDown, pageUp, pageDown, first, last

    /// Where the motion leads from one place among `count`, a page being ten.
    package func target(from offset: Int, count: Int) -> Int {
        let wanted: Int =
            switch self {
            case .up: offset - 1
            case .down: offset + 1
            case .halfPageUp: offset - 5
            case .halfPageDown: offset + 5
            case .pageUp: offset - 10
            case .pageDown: offset + 10
            case .first: 0
            case .last: count - 1
            }
        return min(max(0, wanted), max(0, count - 1))
    }

    /// The keys of every list.
    package static let keys: KeyTable<TableMotion> = [
        KeyBinding(.down, "j", .down, help: "next row"),
        KeyBinding(.up, "k", .up, help: "previous row"),
        KeyBinding(.first, "g", .home, help: "first row"),
        KeyBinding(.last, "G", .end, help: "last row"),
        KeyBinding(.halfPageDown, .control("d"), help: "half a page down"),
        KeyBinding(.halfPageUp, .control("u"), help: "half a page up"),
        KeyBinding(.pageDown, .pageDown, help: "a page down"),
        KeyBinding(.pageUp, .pageUp, help: "a page up"),
    ]
}
