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
    package static func line(_ fields: [String]) -> String {
        fields.map { field in
            let needsQuotes = field.unicodeScalars.contains { [",", "\"", "\n", "\r"].contains($0) }
            guard needsQuotes else { return field }
            return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
                + "\""
        }.joined(separator: ",")
    }
}
