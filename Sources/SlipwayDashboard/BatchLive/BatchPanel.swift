import TerminalUI

/// A heading with lines below it.
struct BatchPanel: Hashable, Sendable {
    /// None for a panel that explains itself.
    var heading: HeaderLine?
    var lines: [StyledText]
    /// Lines that it keeps when room is scarce.
    var minimum: Int

    var headingRows: Int { heading == nil ? 0 : 1 }

    /// How many lines of each panel `rows` have room for, a rule above each panel: the headings, then the minimums,
    /// then the rest, always from the first panel on. A panel that gets nothing at all is nil.
    static func share(_ rows: Int, among panels: [BatchPanel]) -> [Int?] {
        var left = rows
        var shares = [Int?](repeating: nil, count: panels.count)
        for (index, panel) in panels.enumerated() {
            let least = 1 + panel.headingRows + (panel.lines.isEmpty ? 0 : 1)
            guard left >= least else { break }
            shares[index] = least - 1 - panel.headingRows
            left -= least
        }
        for limit in [\BatchPanel.minimum, \BatchPanel.all] {
            for (index, panel) in panels.enumerated() {
                guard let share = shares[index] else { continue }
                let more = max(0, min(left, min(panel[keyPath: limit], panel.lines.count) - share))
                shares[index] = share + more
                left -= more
            }
        }
        return shares
    }

    private var all: Int { lines.count }
}
