import TerminalUI

extension Frame {
    /// The text, and below it how every run of cells looks in colour and in mono, where that is not plain.
    var textAndLooks: String {
        let theme = ThemeCatalog().theme(named: "default").theme
        return text + "\n" + looks(theme, .full, title: "colour") + "\n" + looks(theme, .mono, title: "mono")
    }

    private func looks(_ theme: Theme, _ tier: ColorTier, title: String) -> String {
        let rows = (0..<size.rows).compactMap { row -> String? in
            let runs = runs(row: row, theme, tier).filter { $0.look != Appearance() }
            guard !runs.isEmpty else { return nil }
            return "\(row):"
                + runs.map { " \($0.columns.lowerBound)-\($0.columns.upperBound - 1) \($0.look.words)" }
                .joined(separator: ",")
        }
        return (["-- \(title)"] + rows).joined(separator: "\n")
    }

    private func runs(row: Int, _ theme: Theme, _ tier: ColorTier) -> [(look: Appearance, columns: Range<Int>)] {
        var runs: [(look: Appearance, columns: Range<Int>)] = []
        for column in 0..<size.columns {
            guard let cell = self[column, row] else { continue }
            var look = theme.appearance(of: cell.style, tier: tier)
            if cell.character.text == " " { look.foreground = nil }
            // Words of one colour are one run.
            if cell.character.text == " ", let last = runs.last?.look, last.isSeenAlike(look) { look = last }
            if let last = runs.last, last.look == look {
                runs[runs.count - 1].columns = last.columns.lowerBound..<(column + 1)
            } else {
                runs.append((look, column..<(column + 1)))
            }
        }
        return runs
    }
}

extension Appearance {
    /// Where there are no letters.
    fileprivate func isSeenAlike(_ other: Appearance) -> Bool {
        background == other.background && attributes == other.attributes
    }

    fileprivate var words: String {
        let names: [(Attributes, String)] = [
            (.bold, "bold"), (.dim, "dim"), (.underline, "underline"), (.reverse, "reverse"),
        ]
        let colours = [foreground.map { "\($0)" }, background.map { "on \($0)" }].compactMap { $0 }
        return (colours + names.filter { attributes.contains($0.0) }.map(\.1)).joined(separator: " ")
    }
}
