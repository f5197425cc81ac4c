import CNcurses
import TerminalUI

/// Puts frames on the ncurses screen, cell by cell where they differ; ncurses then writes the least it can.
struct Painter {
    var theme: Theme
    private let tier: ColorTier
    private let colors: Int
    private let isUTF8: Bool
    private var pairs: [Ground: Int32] = [:]
    private var looks: [Style: (attributes: attr_t, pair: Int32)] = [:]
    private var shown: Frame?

    private struct Ground: Hashable {
        let foreground: Int
        let background: Int
    }

    /// Call after the screen was made.
    init(theme: Theme, noColor: String?, isUTF8: Bool) {
        self.theme = theme
        self.isUTF8 = isUTF8
        var colors = 0
        if has_colors(), ColorTier(colors: 8, noColor: noColor) != .mono {
            start_color()
            use_default_colors()
            colors = Int(shim_colors())
        }
        self.colors = colors
        tier = ColorTier(colors: colors, noColor: noColor)
    }

    mutating func setTheme(_ theme: Theme) {
        self.theme = theme
        looks = [:]
    }

    /// Makes the next paint touch everything, and the terminal with it.
    mutating func forget() {
        shown = nil
        clearok(shim_screen(), true)
    }

    mutating func paint(_ frame: Frame) {
        if let shown, shown.size == frame.size {
            for index in frame.changes(from: shown) { put(frame, index) }
        } else {
            erase()
            for (index, cell) in frame.cells.enumerated() where cell != .blank { put(frame, index) }
        }
        if let cursor = frame.cursor {
            curs_set(1)
            move(Int32(cursor.row), Int32(cursor.column))
        } else if shown?.cursor != nil || shown == nil {
            curs_set(0)
        }
        shown = frame
        refresh()
    }

    private mutating func put(_ frame: Frame, _ index: Int) {
        let cell = frame.cells[index]
        let character = cell.character
        guard character.width > 0 else { return }
        let (row, column) = (Int32(index / frame.size.columns), Int32(index % frame.size.columns))
        let look = isInvisible(cell) ? blankLook(frame, index) : look(of: cell.style)
        if let text = drawable(character) {
            shim_put(row, column, text, look.attributes, look.pair)
        } else {
            // This machine's C library has another idea of the width than our table: the layout must hold.
            shim_put(row, column, Self.stranger, look.attributes, look.pair)
            if character.width == 2 { shim_put(row, column + 1, Self.blank, look.attributes, look.pair) }
        }
    }

    private static let stranger: [wchar_t] = [0x3F, 0]
    private static let blank: [wchar_t] = [0x20, 0]

    private func drawable(_ character: SafeCharacter) -> [wchar_t]? {
        var text: [wchar_t] = []
        for scalar in character.text.unicodeScalars {
            let value = wchar_t(scalar.value)
            if text.isEmpty {
                guard scalar.isASCII || (isUTF8 && Int(shim_width(value)) == character.width) else { return nil }
                text.append(value)
            } else if shim_width(value) == 0 {
                text.append(value)
            }
        }
        return text.isEmpty ? nil : text + [0]
    }

    private mutating func look(of style: Style) -> (attributes: attr_t, pair: Int32) {
        if let known = looks[style] { return known }
        let appearance = theme.appearance(of: style, tier: tier)
        var attributes: attr_t = 0
        if appearance.attributes.contains(.bold) { attributes |= shim_bold() }
        if appearance.attributes.contains(.dim) { attributes |= shim_dim() }
        if appearance.attributes.contains(.underline) { attributes |= shim_underline() }
        if appearance.attributes.contains(.reverse) { attributes |= shim_reverse() }
        var foreground = appearance.foreground
        if let bright = foreground, bright >= 8, colors < 16 {
            foreground = bright - 8
            attributes |= shim_bold()
        }
        let background = appearance.background.map { colors < 16 ? $0 % 8 : $0 }
        let look = (attributes: attributes, pair: pair(foreground ?? -1, background ?? -1))
        looks[style] = look
        return look
    }

    /// A blank without background, underline or reverse looks the same in every colour and weight.
    private func isInvisible(_ cell: Cell) -> Bool {
        guard cell.character == .space else { return false }
        let appearance = theme.appearance(of: cell.style, tier: tier)
        return appearance.background == nil && appearance.attributes.isDisjoint(with: [.reverse, .underline])
    }

    /// A short gap looks like what is before it, so that nothing has to be switched; a long one is plain, so that
    /// ncurses can skip or erase it instead of writing it.
    private mutating func blankLook(_ frame: Frame, _ index: Int) -> (attributes: attr_t, pair: Int32) {
        let start = index - index % frame.size.columns
        let end = start + frame.size.columns
        let before = frame.cells[start..<index].lastIndex { !isInvisible($0) }
        let after = frame.cells[index..<end].firstIndex { !isInvisible($0) }
        guard let before, let after, after - before <= Self.longestGap else { return (0, 0) }
        let neighbour = frame.cells[before]
        let appearance = theme.appearance(of: neighbour.style, tier: tier)
        let isPlain = appearance.background == nil && appearance.attributes.isDisjoint(with: [.reverse, .underline])
        return isPlain ? look(of: neighbour.style) : (0, 0)
    }

    /// About what a cursor movement and a change of colour cost, in bytes.
    private static let longestGap = 16

    /// `screen` and `xterm` have 64 pairs; what does not fit has the terminal's own colours.
    private mutating func pair(_ foreground: Int, _ background: Int) -> Int32 {
        guard colors > 0, foreground >= 0 || background >= 0 else { return 0 }
        let ground = Ground(foreground: foreground, background: background)
        if let known = pairs[ground] { return known }
        let next = Int32(pairs.count + 1)
        guard next < shim_color_pairs(), init_extended_pair(next, Int32(foreground), Int32(background)) == OK else {
            return 0
        }
        pairs[ground] = next
        return next
    }
}
