extension Filter: CustomStringConvertible {
    /// The line that ``FilterParser`` reads as this filter.
    package var description: String { terms.map(\.description).joined(separator: " and ") }
}

extension FilterTerm: CustomStringConvertible {
    package var description: String {
        switch condition {
        case .prefix(let prefix): Self.quotedWhereNeeded(prefix)
        case .isIn(let field, let values, let isNegated):
            if values.count == 1 {
                "\(field.name)\(isNegated ? "!=" : "=")\(Self.list(values))"
            } else {
                "\(field.name)\(isNegated ? "!=in" : " in")(\(Self.list(values)))"
            }
        case .compare(let field, let comparison, let value):
            "\(field.name)\(comparison.rawValue)\(Self.list([value]))"
        }
    }

    private static func list(_ values: [FilterValue]) -> String {
        values.map { quotedWhereNeeded($0.text) }.joined(separator: ",")
    }

    static func quotedWhereNeeded(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            !scalar.properties.isWhitespace && !"\"\\=<>(),!".unicodeScalars.contains(scalar)
        }
        if isPlain, !text.isEmpty, !["and", "in"].contains(text.lowercased()) { return text }
        var quoted = "\"".unicodeScalars
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted.append("\\") }
            quoted.append(scalar)
        }
        quoted.append("\"")
        return String(quoted)
    }
}
