import SlipwayCore

/// The part of a URL behind the question mark (RFC 3986, section 3.4), with `+` for a space as forms write it.
package struct QueryText: Sendable {
    private let values: [String: String]
    /// As they came; of a name that stands twice the last.
    private let encoded: [String: Substring]
    /// In the order in which they stand, each once.
    private let names: [String]
    /// Names that stand more than once.
    private let repeated: Set<String>
    /// Names whose values are no percent-encoded UTF-8.
    private let broken: Set<String>

    package init(_ text: Substring) {
        var values: [String: String] = [:]
        var encoded: [String: Substring] = [:]
        var names: [String] = []
        var repeated: Set<String> = []
        var broken: Set<String> = []
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = PercentEncoding.decode(parts[0], plusIsSpace: true) ?? String(parts[0])
            let value = parts.count > 1 ? PercentEncoding.decode(parts[1], plusIsSpace: true) : ""
            if value == nil { broken.insert(name) }
            encoded[name] = parts.count > 1 ? parts[1] : ""
            if values.updateValue(value ?? "\u{FFFD}", forKey: name) != nil {
                repeated.insert(name)
            } else {
                names.append(name)
            }
        }
        self.values = values
        self.encoded = encoded
        self.names = names
        self.broken = broken
        self.repeated = repeated
    }

    package subscript(_ name: String) -> String? { values[name] }

    /// With `+` for itself, as clients write the build metadata of a version.
    package func literal(_ name: String) -> String? {
        encoded[name].flatMap { PercentEncoding.decode($0) } ?? values[name]
    }

    /// - Throws: REQUEST_001 where it stands twice, or is not a whole number of the range.
    package func integer(_ name: String, in range: ClosedRange<Int64>) throws(SlipwayError) -> Int64? {
        guard let text = values[name] else { return nil }
        guard !repeated.contains(name), let number = Int64(text), range.contains(number) else {
            throw .invalidRequest([
                FieldFault(field: name, fault: "must be from \(range.lowerBound) to \(range.upperBound)")
            ])
        }
        return number
    }

    /// Everything that is wrong with its form: each of the known names may stand once, and no other.
    package func faults(besides known: [String]) -> [FieldFault] {
        FieldFault.unknown(names.filter { !known.contains($0) }, among: known)
            + names.filter { known.contains($0) && repeated.contains($0) }.map {
                FieldFault(field: $0, fault: "stands more than once")
            }
            + names.filter { known.contains($0) && broken.contains($0) }.map {
                FieldFault(field: $0, fault: "is not percent-encoded UTF-8")
            }
    }
}
