/// A version of firmware, wherever one is compared: a semantic version (https://semver.org) as fleets really spell it.
///
/// What is read: an optional `v` or `V`; one to four numbers with dots between them, leading zeros allowed, or a date as
/// `2026-11-23`; behind two numbers or more, or a date, a pre-release as in `-rc.1`; build metadata as in `+g1a2b3c`. All
/// in all at most 64 characters. Behind a single number `-` starts no pre-release: `7-3` may be a revision, and `2026-11`
/// a month. What cannot be read so cannot be compared, and is never guessed.
///
/// The order: numbers decide from left to right, by their values and not by their digits, and a missing one is 0; so a
/// date is `year.month.day`. Then a pre-release comes before its release, and two of them compare by rule 11 of Semantic
/// Versioning 2.0.0. A leading `v`, leading zeros and build metadata (rule 10) make no difference: `v1.2`, `1.02.0` and
/// `1.2.0.0+b7` are equal.
package struct FirmwareVersion: Sendable {
    /// The text it was read from, build metadata included.
    package let description: String
    /// Always four.
    private let numbers: [Digits]
    private let preRelease: [Identifier]
    /// What stands behind the `+`.
    private let build: String?

    package init?(_ text: String) {
        guard text.utf8.count <= 64 else { return nil }
        let isMarked = text.utf8.first == UInt8(ascii: "v") || text.utf8.first == UInt8(ascii: "V")
        let buildSplit = text.utf8.dropFirst(isMarked ? 1 : 0)
            .split(separator: UInt8(ascii: "+"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let core = Core(buildSplit[0]) else { return nil }

        let labels = core.preRelease.map(Self.fields) ?? []
        let preRelease = labels.compactMap(Identifier.init)
        guard preRelease.count == labels.count else { return nil }

        if buildSplit.count == 2 {
            guard Self.fields(of: buildSplit[1]).allSatisfy(Identifier.isWellFormed) else { return nil }
        }
        description = text
        numbers = core.numbers + Array(repeating: .zero, count: Core.maximumNumbers - core.numbers.count)
        self.preRelease = preRelease
        build = buildSplit.count == 2 ? String(Substring(buildSplit[1])) : nil
    }

    /// An ASCII text whose byte order is the order of precedence, for columns that a database sorts.
    ///
    /// The separator `!` sorts before every character of an identifier, so that `a.1` comes before `a-1`.
    package var sortKey: String {
        numbers.map(\.sortKey).joined(separator: ".") + preReleaseKey
    }

    /// The key that programs from before `0007 version keys` sort by, which know three numbers of nine digits.
    package var earlierSortKey: String {
        numbers.prefix(3).map { zeroPadded($0.text, to: 9) }.joined(separator: ".") + preReleaseKey
    }

    /// Whether both may name one build: they are equal, and not two of which each names a build of its own.
    ///
    /// Where the metadata names the build, `1.2.3+b7` that comes back as `1.2.3+b6` is another firmware; a device that
    /// reports `1.2.3` just says less.
    package func mayBe(_ other: FirmwareVersion) -> Bool {
        self == other && (build == nil || other.build == nil || build == other.build)
    }

    /// Whether a device that reports the one text runs the release with the other: ``mayBe(_:)``, or the same text where
    /// one of them cannot be compared.
    package static func isRelease(_ release: String, runBy reported: String) -> Bool {
        if reported == release { return true }
        guard let release = FirmwareVersion(release), let reported = FirmwareVersion(reported) else { return false }
        return reported.mayBe(release)
    }

    private var preReleaseKey: String {
        preRelease.isEmpty ? "~" : "-" + preRelease.map(\.sortKey).joined(separator: "!")
    }

    private static func fields(of text: Substring.UTF8View) -> [Substring.UTF8View] {
        text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    }

    /// The numbers, and the text of the pre-release.
    private struct Core {
        static let maximumNumbers = 4

        let numbers: [Digits]
        let preRelease: Substring.UTF8View?

        init?(_ text: Substring.UTF8View) {
            if let date = Self.date(text.prefix(10)) {
                numbers = date
                let rest = text.dropFirst(10)
                guard rest.isEmpty || rest.first == UInt8(ascii: "-") else { return nil }
                preRelease = rest.isEmpty ? nil : rest.dropFirst()
                return
            }
            let split = text.split(separator: UInt8(ascii: "-"), maxSplits: 1, omittingEmptySubsequences: false)
            let fields = FirmwareVersion.fields(of: split[0])
            numbers = fields.compactMap(Digits.init)
            guard numbers.count == fields.count, numbers.count <= Self.maximumNumbers else { return nil }
            preRelease = split.count == 2 ? split[1] : nil
            guard preRelease == nil || numbers.count > 1 else { return nil }
        }

        /// `2026-11-23`, of a month and a day that there may be.
        private static func date(_ text: Substring.UTF8View) -> [Digits]? {
            let fields = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            let numbers = fields.compactMap(Digits.init)
            guard fields.map(\.count) == [4, 2, 2], numbers.count == 3, let month = Int(numbers[1].text),
                let day = Int(numbers[2].text), (1...12).contains(month), (1...31).contains(day)
            else { return nil }
            return numbers
        }
    }

    /// A number of any length, without leading zeros: `20261123140307` is legal and may be no machine integer.
    fileprivate struct Digits: Hashable {
        static let zero = Digits(text: "0")

        let text: String

        private init(text: String) { self.text = text }

        init?(_ field: Substring.UTF8View) {
            guard !field.isEmpty, field.allSatisfy(isDigit) else { return nil }
            let significant = field.drop { $0 == UInt8(ascii: "0") }
            text = significant.isEmpty ? "0" : String(Substring(significant))
        }

        /// Digits carry their count in front, which makes longer numbers sort later.
        var sortKey: String { zeroPadded(String(text.utf8.count), to: 2) + text }
    }

    /// One dot-separated part of a pre-release (rule 9).
    fileprivate enum Identifier: Hashable {
        case numeric(Digits)
        case alphanumeric(String)

        init?(_ field: Substring.UTF8View) {
            guard Self.isWellFormed(field) else { return nil }
            guard let digits = Digits(field) else {
                self = .alphanumeric(String(Substring(field)))
                return
            }
            guard digits.text.utf8.count == field.count else { return nil }
            self = .numeric(digits)
        }

        static func isWellFormed(_ field: Substring.UTF8View) -> Bool {
            !field.isEmpty && field.allSatisfy { isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "-") }
        }

        var sortKey: String {
            switch self {
            case .numeric(let digits): "0" + digits.sortKey
            case .alphanumeric(let text): "1" + text
            }
        }
    }
}

extension FirmwareVersion: Comparable, Hashable {
    package static func == (left: FirmwareVersion, right: FirmwareVersion) -> Bool {
        left.numbers == right.numbers && left.preRelease == right.preRelease
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(numbers)
        hasher.combine(preRelease)
    }

    package static func < (left: FirmwareVersion, right: FirmwareVersion) -> Bool {
        if left.numbers != right.numbers { return left.numbers.lexicographicallyPrecedes(right.numbers) }
        if left.preRelease.isEmpty || right.preRelease.isEmpty {
            return !left.preRelease.isEmpty && right.preRelease.isEmpty
        }
        return left.preRelease.lexicographicallyPrecedes(right.preRelease)
    }
}

extension FirmwareVersion: CustomStringConvertible {}

extension FirmwareVersion.Digits: Comparable {
    static func < (left: Self, right: Self) -> Bool {
        left.text.utf8.count == right.text.utf8.count
            ? left.text < right.text : left.text.utf8.count < right.text.utf8.count
    }
}

extension FirmwareVersion.Identifier: Comparable {
    static func < (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.numeric(let left), .numeric(let right)): left < right
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
