import TerminalUI

extension StyledText {
    /// Exactly `columns` wide: cut or filled on the side that the alignment leaves.
    func padded(to columns: Int, alignment: SafeText.Alignment = .leading) -> StyledText {
        let cut = truncated(to: columns)
        let filler = StyledText(SafeText.empty.padded(to: max(0, columns - cut.width)))
        switch alignment {
        case .leading: return cut + filler
        case .trailing: return filler + cut
        }
    }

    /// Parts one after the other, `gap` apart, on as many lines as `columns` demand.
    static func flowing(_ parts: [StyledText], gap: Int, columns: Int, indent: Int = 1) -> [StyledText] {
        let margin = StyledText(SafeText.empty.padded(to: indent))
        var lines: [StyledText] = []
        for part in parts where !part.isEmpty {
            if let last = lines.last, last.width + gap + part.width <= columns {
                lines[lines.count - 1] = last + StyledText(SafeText.empty.padded(to: gap)) + part
            } else {
                lines.append(margin + part)
            }
        }
        return lines
    }
}

/// Facts with their names before them, in two columns.
enum FactLines {
    static func of(_ facts: [(name: SafeText, value: SafeText)], columns: Int) -> [StyledText] {
        facts.flatMap { fact -> [StyledText] in
            let lines = fact.value.wrapped(to: max(8, columns - 14)).prefix(6)
            return lines.enumerated().map { index, line in
                StyledText((index == 0 ? fact.name : SafeText.empty).padded(to: 14), .dim) + StyledText(line)
            }
        }
    }
}
