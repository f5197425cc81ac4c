/// A sign of one column that is drawn differently where the terminal knows only ASCII.
package enum Glyph: Hashable, Sendable, CaseIterable {
    case blank
    case succeeded, active, pending, failed, stuck, stopped
    case information
    case horizontal, vertical
    case barFill, barEmpty
    case cursor, mark, arrow, separator

    package func character(_ set: GlyphSet) -> SafeCharacter {
        SafeCharacter(set == .unicode ? unicode : ascii, width: 1)
    }

    package func text(_ set: GlyphSet) -> SafeText { SafeText(characters: [character(set)]) }

    private var unicode: Unicode.Scalar {
        switch self {
        case .blank: " "
        case .succeeded: "✓"
        case .active: "▸"
        case .pending: "·"
        case .failed: "✗"
        case .stuck: "‼"
        case .stopped: "="
        case .information: "i"
        case .horizontal: "─"
        case .vertical: "│"
        case .barFill: "█"
        case .barEmpty: "·"
        case .cursor: "›"
        case .mark: "*"
        case .arrow: "→"
        case .separator: "›"
        }
    }

    private var ascii: Unicode.Scalar {
        switch self {
        case .blank: " "
        case .succeeded: "+"
        case .active: ">"
        case .pending: "."
        case .failed: "x"
        case .stuck: "!"
        case .stopped: "="
        case .information: "i"
        case .horizontal: "-"
        case .vertical: "|"
        case .barFill: "#"
        case .barEmpty: "."
        case .cursor: ">"
        case .mark: "*"
        case .arrow: ">"
        case .separator: ">"
        }
    }
}

/// What the locale lets the terminal draw.
package enum GlyphSet: String, Hashable, Sendable, CaseIterable {
    case unicode, ascii
}
