/// How the cursor of a list moves.
package enum TableMotion: Hashable, Sendable, CaseIterable {
    case up, down, halfPageUp, halfPageDown, pageUp, pageDown, first, last

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
