import Testing

extension Screen: CustomTestStringConvertible {
    var testDescription: String { "\n\(text.readableAnywhere)\n" }
}

extension String {
    /// In ASCII: what `swift test` reads of its tests it drops wherever a character falls on the edge of a buffer, which
    /// hides long failures, and those are the ones with a screen in them.
    var readableAnywhere: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\n" || (" "..."~").contains($0) ? $0 : "?" }))
    }
}
