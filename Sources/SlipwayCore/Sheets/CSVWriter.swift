/// Writes records of cells as RFC 4180 has them, safe to open in a spreadsheet.
///
/// A cell that a spreadsheet would run gets an apostrophe in front, as OWASP advises against CSV injection
/// (https://owasp.org/www-community/attacks/CSV_Injection): one that begins with `=`, `+`, `-`, `@`, a tab or a carriage
/// return, be it behind white space. Negative numbers are no exception: what decides is one rule, and no figure of a
/// fleet is negative.
package enum CSVWriter {
    /// One line with its end.
    package static func line(_ cells: [String]) -> String {
        // A line with nothing in it would be no record.
        if cells == [""] { return "\"\"\r\n" }
        return cells.map { quotedWhereNeeded(defused($0)) }.joined(separator: ",") + "\r\n"
    }

    private static func defused(_ cell: String) -> String {
        // Spreadsheets drop what is not seen before they look for a formula.
        let isHidden = { (scalar: Unicode.Scalar) in
            scalar.properties.isWhitespace || scalar.properties.generalCategory == .format
                || scalar.properties.generalCategory == .control
        }
        let lead = cell.unicodeScalars.prefix(while: isHidden)
        let first = cell.unicodeScalars.dropFirst(lead.count).first
        let isRun = first.map { runners.contains($0) } ?? false
        return isRun || lead.contains("\t") || lead.contains("\r") ? "'" + cell : cell
    }

    private static func quotedWhereNeeded(_ cell: String) -> String {
        guard cell.unicodeScalars.contains(where: { mustBeQuoted.contains($0) }) else { return cell }
        var quoted = "\"".unicodeScalars
        for scalar in cell.unicodeScalars {
            if scalar == "\"" { quoted.append(scalar) }
            quoted.append(scalar)
        }
        quoted.append("\"")
        return String(quoted)
    }

    /// With what separates cells where the comma is for fractions.
    private static let mustBeQuoted = Set("\",;\t\r\n".unicodeScalars)

    /// The full-width forms too, which spreadsheets for Chinese, Japanese and Korean read alike.
    private static let runners = Set("=+-@＝＋－＠".unicodeScalars)
}
