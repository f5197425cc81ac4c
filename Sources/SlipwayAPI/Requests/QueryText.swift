import SlipwayCore

/// The part of a URL behind the question mark (RFC 3986, section 3.4), with `+` for a space as forms write it.
package struct QueryText: Sendable {
    private let values: [String: String]
    /// Names that stand more than once.
    private let repeated: Set<String>

    package init(_ text: Substring) {
        var values: [String: String] = [:]
        var repeated: Set<String> = []
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = PercentEncoding.decode(parts[0], plusIsSpace: true) ?? ""
            let value = parts.count > 1 ? PercentEncoding.decode(parts[1], plusIsSpace: true) : ""
            if values.updateValue(value ?? "\u{FFFD}", forKey: name) != nil { repeated.insert(name) }
        }
        self.values = values
        self.repeated = repeated
    }

    package subscript(_ name: String) -> String? { values[name] }

    /// - Throws: REQUEST_001 where it stands twice, or is no whole number of the range.
    package func integer(_ name: String, in range: ClosedRange<Int64>) throws(SlipwayError) -> Int64? {
        guard let text = values[name] else { return nil }
        guard !repeated.contains(name), let number = Int64(text), range.contains(number) else {
            throw .invalidRequest([
                FieldFault(field: name, fault: "must be from \(range.lowerBound) to \(range.upperBound)")
            ])
        }
        return number
    }

    /// Every fault of the names in use: each may stand once.
    func repeats(among names: [String]) -> [FieldFault] {
        names.filter { repeated.contains($0) }.map { FieldFault(field: $0, fault: "stands more than once") }
    }
}
