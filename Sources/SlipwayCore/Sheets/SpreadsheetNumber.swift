/// How spreadsheets write numbers with more digits than they show: the others are lost.
package enum SpreadsheetNumber {
    /// Whether a text is in scientific notation, such as `3.52656E+14`; with a sign, for `12E5` may be hexadecimal.
    package static func isShortened(_ text: String) -> Bool {
        // Of a whole sheet, few rows get as far as the pattern.
        guard let last = text.utf8.last, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(last) else { return false }
        return text.utf8.contains { $0 | 0x20 == UInt8(ascii: "e") }
            && text.wholeMatch(of: #/[+\-]?[0-9]+([.,][0-9]+)?[eE][+\-][0-9]{1,3}/#) != nil
    }
}
