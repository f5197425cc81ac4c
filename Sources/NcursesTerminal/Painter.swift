import CNcurses
import TerminalUI

/// Puts frames on the ncurses screen, cell by cell where they differ; ncurses then writes the least it can.
struct Painter {
    var theme: Theme
    private let tier: ColorTier
    private let colors: Int
    private let isUTF8: Bool
    private var pairs: [Ground: Int32] = [:]
    private var looks: [Style: Look] = [:]
    /// Neighbours mostly look the same.
    private var latest: (style: Style, look: Look)?
    /// The blanks between two cells that are seen, of the frame that is being painted.
    private var gap: (cells: Range<Int>, look: Look)?
    private var shown: Frame?
    /// What goes to ncurses, ended by 0.
    private var text: [wchar_t] = []

    private struct Look {
        var attributes: attr_t = 0
        var pair: Int32 = 0
        /// A blank in it looks the same as in every other such look: no background, reverse or underline.
        var isPlain = true
    }

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
        latest = nil
    }

    /// Makes the next paint touch everything, and the terminal with it.
    mutating func forget() {
        shown = nil
        clearok(shim_screen(), true)
    }

    mutating func paint(_ frame: Frame) {
        gap = nil
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
        var look = look(of: cell.style)
        if look.isPlain, character == .space { look = blankLook(frame, index) }
        if decode(character) {
            shim_put(row, column, text, look.attributes, look.pair)
        } else {
            // This machine's C library has another idea of the width than our table: the layout must hold.
            shim_put(row, column, Self.stranger, look.attributes, look.pair)
            if character.width == 2 { shim_put(row, column + 1, Self.blank, look.attributes, look.pair) }
        }
    }

    private static let stranger: [wchar_t] = [0x3F, 0]
    private static let blank: [wchar_t] = [0x20, 0]

    /// Makes ``text`` of it; false where this machine cannot draw it in its columns.
    private mutating func decode(_ character: SafeCharacter) -> Bool {
        text.removeAll(keepingCapacity: true)
        var place = 0
        while let scalar = character[place] {
            place += 1
            let value = wchar_t(scalar.value)
            if text.isEmpty {
                guard scalar.isASCII || (isUTF8 && Int(shim_width(value)) == character.width) else { return false }
                text.append(value)
            } else if shim_width(value) == 0 {
                text.append(value)
            }
        }
        text.append(0)
        return text.count > 1
    }

    private mutating func look(of style: Style) -> Look {
        if let latest, latest.style == style { return latest.look }
        let known = looks[style]
        let look = known ?? newLook(of: style)
        if known == nil { looks[style] = look }
        latest = (style, look)
        return look
    }

    private mutating func newLook(of style: Style) -> Look {
        let appearance = theme.appearance(of: style, tier: tier)
        var look = Look()
        if appearance.attributes.contains(.bold) { look.attributes |= shim_bold() }
        if appearance.attributes.contains(.dim) { look.attributes |= shim_dim() }
        if appearance.attributes.contains(.underline) { look.attributes |= shim_underline() }
        if appearance.attributes.contains(.reverse) { look.attributes |= shim_reverse() }
        var foreground = appearance.foreground
        if let bright = foreground, bright >= 8, colors < 16 {
            foreground = bright - 8
            look.attributes |= shim_bold()
        }
        let background = appearance.background.map { colors < 16 ? $0 % 8 : $0 }
        look.pair = pair(foreground ?? -1, background ?? -1)
        look.isPlain = background == nil && appearance.attributes.isDisjoint(with: [.reverse, .underline])
        return look
    }

    /// A blank without background, underline or reverse looks the same in every colour and weight.
    private mutating func isInvisible(_ cell: Cell) -> Bool {
        cell.character == .space && look(of: cell.style).isPlain
    }

    /// A short gap looks like what is before it, so that nothing has to be switched; a long one is plain, so that
    /// ncurses can skip or erase it instead of writing it.
    private mutating func blankLook(_ frame: Frame, _ index: Int) -> Look {
        if let gap, gap.cells.contains(index) { return gap.look }
        let start = index - index % frame.size.columns
        let row = start..<start + frame.size.columns
        let before = row.prefix(through: index).last { !isInvisible(frame.cells[$0]) }
        let after = row.suffix(from: index).first { !isInvisible(frame.cells[$0]) }
        var look = Look()
        if let before, let after, after - before <= Self.longestGap {
            let neighbour = self.look(of: frame.cells[before].style)
            if neighbour.isPlain { look = neighbour }
        }
        gap = ((before.map { $0 + 1 } ?? row.lowerBound)..<(after ?? row.upperBound), look)
        return look
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
