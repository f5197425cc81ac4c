import Testing

/// What a test waited for did not come in time.
struct Expiry: Error, CustomStringConvertible {
    let awaited: String
    let timeout: Duration
    let location: SourceLocation
    /// What there was instead.
    let instead: String

    var description: String {
        "no \(awaited) within \(timeout) at \(location.fileID):\(location.line); instead:\n\(instead.readableAnywhere)"
    }
}

extension Screen: CustomTestStringConvertible {
    var testDescription: String { "\n\(text.readableAnywhere)\n" }
}

extension String {
    /// In ASCII: what `swift test` reads of its tests it drops wherever a character falls on the edge of a buffer, which
    /// hides long failures, and those are the ones with a screen in them.
    fileprivate var readableAnywhere: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\n" || (" "..."~").contains($0) ? $0 : "?" }))
    }
}
