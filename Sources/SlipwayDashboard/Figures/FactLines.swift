import TerminalUI

/// Facts with their names before them, in two columns.
enum FactLines {
    static func of(_ facts: [(name: SafeText, value: SafeText)], columns: Int) -> [StyledText] {
        facts.flatMap { fact -> [StyledText] in
            let lines = fact.value.wrapped(to: max(8, columns - 14)).prefix(6)
            return lines.enumerated().map { place, line in
                StyledText((place == 0 ? fact.name : SafeText.empty).padded(to: 14), .dim) + StyledText(line)
            }
        }
    }
}
