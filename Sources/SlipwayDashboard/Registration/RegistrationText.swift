import SlipwayCore
import SlipwayServices
import TerminalUI

/// Rows as CSV for an editor, and back.
enum RegistrationText {
    /// Each row leads with its line and what is wrong with it.
    static func text(of rows: [RegistrationRow]) -> EditorText {
        let heading = CSVRecord.line(["line", "error"] + RegistrationRow.columns)
        let lines = rows.map { CSVRecord.line(["\($0.line)", $0.text ?? $0.finding ?? ""] + $0.cells) }
        return EditorText(suffix: ".csv", text: ([heading] + lines).joined(separator: "\n") + "\n")
    }

    /// The rows of an edited text: known by their lines, new ones numbered 0; none where its heading is not the one
    /// that was given.
    static func rows(of text: String, from given: [RegistrationRow], defaultOrganization: String?) -> [RegistrationRow]?
    {
        var parser = CSVParser()
        var records = parser.feed(SheetTranscoder.utf8(of: text.utf8))
        if let last = parser.finish() { records.append(last) }
        guard records.first?.fields == ["line", "error"] + RegistrationRow.columns else { return nil }
        var known = Dictionary(given.map { ($0.line, $0) }) { first, _ in first }
        return records.dropFirst().filter { !$0.isBlank }.map { record in
            let cells = (0..<4).map { record.fields.indices.contains($0 + 2) ? record.fields[$0 + 2] : "" }
            let isWhole = record.fields.count == 6
            let fault = record.fault ?? (isWhole ? nil : "has \(record.fields.count) fields instead of 6")
            // A line that stands there twice is the same device once.
            if let old = record.fields.first.flatMap({ Int($0) }).flatMap({ known.removeValue(forKey: $0) }) {
                guard old.cells != cells || fault != nil else { return old }
                var row = RegistrationRow(line: old.line, cells: cells, fault: fault)
                row.validate(defaultOrganization: defaultOrganization)
                return row
            }
            var row = RegistrationRow(line: 0, cells: cells, fault: fault)
            row.validate(defaultOrganization: defaultOrganization)
            return row
        }
    }
}
