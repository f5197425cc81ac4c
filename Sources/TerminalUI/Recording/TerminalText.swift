/// Frames as the bytes that a terminal of 256 colours shows them by: what recordings are made of.
///
/// Only ECMA-48 sequences that every such terminal knows: the place of the cursor, its sight, and the looks of text
/// (https://ecma-international.org/publications-and-standards/standards/ecma-48/).
package struct TerminalText: Sendable {
    private let theme: Theme
    private let tier: ColorTier

    package init(theme: Theme, tier: ColorTier = .full) {
        self.theme = theme
        self.tier = tier
    }

    /// A row with its looks, which ends in plain text; without the blanks at its end that show nothing.
    package func line(_ row: Int, of frame: Frame) -> String {
        let seen = (0..<frame.size.columns).last { column in
            frame[column, row].map { $0.character != .space || look(of: $0.style) != look(of: .text) } ?? false
        }
        return seen.map { cells(0...$0, row, of: frame) } ?? ""
    }

    /// What shows `frame` where `earlier` is shown; with none, or one of another size, on a screen of any content.
    package func changes(to frame: Frame, from earlier: Frame?) -> String {
        guard let earlier, earlier.size == frame.size else {
            let rows = (0..<frame.size.rows).map { Self.place(0, $0) + line($0, of: frame) }
            return "\u{1B}[0m\u{1B}[2J" + rows.joined() + cursor(of: frame)
        }
        let columns = frame.size.columns
        let byRow = Dictionary(grouping: frame.changes(from: earlier)) { $0 / max(1, columns) }
        let rows = byRow.sorted { $0.key < $1.key }.map { row, places in
            var first = (places.first ?? 0) % columns
            let last = (places.last ?? 0) % columns
            // A wide character is written whole.
            if first > 0, frame[first, row]?.character.width == 0 { first -= 1 }
            return Self.place(first, row) + cells(first...last, row, of: frame)
        }
        let moved = frame.cursor != earlier.cursor || !rows.isEmpty
        return rows.joined() + (moved ? cursor(of: frame) : "")
    }

    private func cells(_ columns: ClosedRange<Int>, _ row: Int, of frame: Frame) -> String {
        var text = ""
        var current: Appearance?
        for column in columns {
            guard let cell = frame[column, row], cell.character.width > 0 else { continue }
            let look = look(of: cell.style)
            if look != current { text += Self.sequence(for: look) }
            current = look
            text += cell.character.text
        }
        return text + "\u{1B}[0m"
    }

    private func look(of style: Style) -> Appearance { theme.appearance(of: style, tier: tier) }

    private func cursor(of frame: Frame) -> String {
        frame.cursor.map { Self.place($0.column, $0.row) + "\u{1B}[?25h" } ?? "\u{1B}[?25l"
    }

    private static func place(_ column: Int, _ row: Int) -> String { "\u{1B}[\(row + 1);\(column + 1)H" }

    private static func sequence(for look: Appearance) -> String {
        var codes = ["0"]
        if look.attributes.contains(.bold) { codes.append("1") }
        if look.attributes.contains(.dim) { codes.append("2") }
        if look.attributes.contains(.underline) { codes.append("4") }
        if look.attributes.contains(.reverse) { codes.append("7") }
        if let foreground = look.foreground { codes.append("38;5;\(foreground)") }
        if let background = look.background { codes.append("48;5;\(background)") }
        return "\u{1B}[" + codes.joined(separator: ";") + "m"
    }
}
