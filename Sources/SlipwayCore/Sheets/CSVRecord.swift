/// One row of a sheet, and where it stands.
package struct CSVRecord: Hashable, Sendable {
    /// The line on which it begins, from 1.
    package let line: Int
    package let fields: [String]
    /// What is wrong with its form; none where it can be used.
    package let fault: String?

    package init(line: Int, fields: [String], fault: String? = nil) {
        self.line = line
        self.fields = fields
        self.fault = fault
    }
}

extension CSVRecord {
    /// One line of CSV, quoted where it must be, without its line end.
    ///
    /// - Parameter defused: whether a cell that a spreadsheet would run as a formula gets a leading apostrophe
    ///   (OWASP, "CSV Injection").
    package static func line(_ fields: [String], defused: Bool = false) -> String {
        fields.map { field in
            let text = defused && isFormula(field) ? "'" + field : field
            let needsQuotes = text.unicodeScalars.contains { [",", "\"", "\n", "\r"].contains($0) }
            return needsQuotes
                ? "\""
                    + text.split(separator: "\"", omittingEmptySubsequences: false)
                    .joined(separator: "\"\"") + "\"" : text
        }.joined(separator: ",")
    }

    private static func isFormula(_ field: String) -> Bool {
        field.unicodeScalars.first.map { ["=", "+", "-", "@", "\t", "\r"].contains($0) } ?? false
    }
}
