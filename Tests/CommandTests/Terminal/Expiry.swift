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
