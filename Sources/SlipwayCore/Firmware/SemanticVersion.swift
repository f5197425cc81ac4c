/// A version by Semantic Versioning 2.0.0 (https://semver.org), at most 64 characters, each of the three numbers at
/// most 9 digits, and without a leading `v`.
///
/// Two versions that differ in build metadata alone are equal, since they have the same precedence (rule 10).
package struct SemanticVersion: Sendable {
    /// The text it was read from, build metadata included.
    package let description: String
    private let numbers: [Int]
    private let preRelease: [Identifier]

    package init?(_ text: String) {
        guard text.utf8.count <= 64 else { return nil }
        let buildSplit = text.utf8.split(separator: UInt8(ascii: "+"), maxSplits: 1, omittingEmptySubsequences: false)
        let releaseSplit = buildSplit[0]
            .split(separator: UInt8(ascii: "-"), maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = Self.fields(of: releaseSplit[0]).compactMap(Self.number)
        guard numbers.count == 3, Self.fields(of: releaseSplit[0]).count == 3 else { return nil }

        let labels = releaseSplit.count == 2 ? Self.fields(of: releaseSplit[1]) : []
        let preRelease = labels.compactMap(Identifier.init)
        guard preRelease.count == labels.count else { return nil }

        if buildSplit.count == 2 {
            guard Self.fields(of: buildSplit[1]).allSatisfy(Identifier.isWellFormed) else { return nil }
        }
        self.description = text
        self.numbers = numbers
        self.preRelease = preRelease
    }

    /// An ASCII text whose byte order is the order of precedence, for columns that a database sorts.
    ///
    /// The separator `!` sorts before every character of an identifier, so that `a.1` comes before `a-1`.
    package var sortKey: String {
        let core = numbers.map { zeroPadded(String($0), to: 9) }.joined(separator: ".")
        return preRelease.isEmpty ? core + "~" : core + "-" + preRelease.map(\.sortKey).joined(separator: "!")
    }

    private static func fields(of text: Substring.UTF8View) -> [Substring.UTF8View] {
        text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    }

    private static func number(_ field: Substring.UTF8View) -> Int? {
        guard case .numeric(let digits) = Identifier(field), digits.utf8.count <= 9 else { return nil }
        return Int(digits)
    }

    /// One dot-separated part of a pre-release (rule 9).
    fileprivate enum Identifier: Hashable {
        /// Digits without leading zeros, of any length: `20261123140307` is a legal label and no machine integer.
        case numeric(String)
        case alphanumeric(String)

        init?(_ field: Substring.UTF8View) {
            guard Self.isWellFormed(field) else { return nil }
            let text = String(Substring(field))
            guard field.allSatisfy(isDigit) else {
                self = .alphanumeric(text)
                return
            }
            guard field.count == 1 || field.first != UInt8(ascii: "0") else { return nil }
            self = .numeric(text)
        }

        static func isWellFormed(_ field: Substring.UTF8View) -> Bool {
            !field.isEmpty && field.allSatisfy { isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "-") }
        }

        /// Digits carry their count in front, which makes longer numbers sort later.
        var sortKey: String {
            switch self {
            case .numeric(let digits): "0" + zeroPadded(String(digits.utf8.count), to: 2) + digits
            case .alphanumeric(let text): "1" + text
            }
        }
    }
}

extension SemanticVersion: Comparable, Hashable {
    package static func == (left: SemanticVersion, right: SemanticVersion) -> Bool {
        left.numbers == right.numbers && left.preRelease == right.preRelease
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(numbers)
        hasher.combine(preRelease)
    }

    /// Rule 11.
    package static func < (left: SemanticVersion, right: SemanticVersion) -> Bool {
        if left.numbers != right.numbers { return left.numbers.lexicographicallyPrecedes(right.numbers) }
        if left.preRelease.isEmpty || right.preRelease.isEmpty {
            return !left.preRelease.isEmpty && right.preRelease.isEmpty
        }
        return left.preRelease.lexicographicallyPrecedes(right.preRelease)
    }
}

extension SemanticVersion: CustomStringConvertible {}

extension SemanticVersion.Identifier: Comparable {
    static func < (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.numeric(let left), .numeric(let right)):
            left.utf8.count == right.utf8.count ? left < right : left.utf8.count < right.utf8.count
        case (.alphanumeric(let left), .alphanumeric(let right)): left < right
        case (.numeric, .alphanumeric): true
        case (.alphanumeric, .numeric): false
        }
    }
}

private func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

private func isLetter(_ byte: UInt8) -> Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
}

private func zeroPadded(_ digits: String, to width: Int) -> String {
    String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
