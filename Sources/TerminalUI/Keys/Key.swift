/// A key press, whatever bytes the terminal sent for it.
package enum Key: Hashable, Sendable {
    case character(Character)
    /// A letter or one of `[ \ ] ^ _`, in lower case.
    case control(Character)
    case up, down, left, right
    case home, end, pageUp, pageDown
    case insert, delete, backspace
    case enter, tab, backTab, escape
    case function(Int)

    /// As help and hints print it.
    package var label: SafeText {
        switch self {
        case .character(" "): "space"
        case .character(let character): SafeText(String(character))
        case .control(let character): SafeText("ctrl-\(character)")
        case .up: "up"
        case .down: "down"
        case .left: "left"
        case .right: "right"
        case .home: "Home"
        case .end: "End"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .insert: "Ins"
        case .delete: "Del"
        case .backspace: "backspace"
        case .enter: "enter"
        case .tab: "tab"
        case .backTab: "shift-tab"
        case .escape: "esc"
        case .function(let number): SafeText("F\(number)")
        }
    }
}

extension Key: ExpressibleByUnicodeScalarLiteral, ExpressibleByExtendedGraphemeClusterLiteral {
    package init(extendedGraphemeClusterLiteral value: Character) { self = .character(value) }
}
