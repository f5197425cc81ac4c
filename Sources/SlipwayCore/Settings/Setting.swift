/// A figure that administrators set for the whole installation, kept in the database and read each time.
///
/// What belongs to one process, such as where it listens, is a flag or a `SLIPWAY_…` variable instead.
package enum Setting: String, CaseIterable, Hashable, Sendable {
    /// See ``StartConfirmation``.
    case typedCountFrom = "typed_count_from"
    /// See ``BareSignatureRule``.
    case bareSignatures = "bare_signatures"
    /// This and the next three: see ``RetentionRule``.
    case telemetryRetention = "telemetry_retention"
    case eventRetention = "event_retention"
    case rolloutRetention = "rollout_retention"
    case exportBeforeRemoval = "export_before_removal"

    /// As it is typed, listed and stored; it never changes.
    package var name: String { rawValue }

    package var definition: SettingDefinition {
        switch self {
        case .typedCountFrom:
            // One organization holds 100 devices unless its limit is raised, so from there on an order reaches a fleet.
            SettingDefinition(
                100, "devices", in: 1...1_000_000,
                help: "Starting or resuming this many devices or more asks for their number to be typed.")
        case .bareSignatures:
            // What is new begins safe; a database that was in use before there were manifests was set to allow them.
            SettingDefinition(
                0, "refused or allowed", in: 0...1,
                words: [BareSignatureRule.refused.rawValue: 0, BareSignatureRule.allowed.rawValue: 1],
                help: "A digital signature without a signed manifest suffices to approve a release, or it does not.")
        case .telemetryRetention:
            SettingDefinition(
                30, "days", in: 1...RetentionRule.longest, words: RetentionRule.words,
                help: "What devices send is removed after this time, or kept for good.")
        case .eventRetention:
            SettingDefinition(
                RetentionRule.keep, "days", in: 7...RetentionRule.longest, words: RetentionRule.words,
                help: "Events are removed after this time, or kept for good.")
        case .rolloutRetention:
            SettingDefinition(
                RetentionRule.keep, "days", in: 7...RetentionRule.longest, words: RetentionRule.words,
                help: "An ended rollout is removed after this time, never before its events, or kept for good.")
        case .exportBeforeRemoval:
            SettingDefinition(
                1, "yes or no", in: 0...1, words: ["no": 0, "yes": 1],
                help: "Events are removed only once `slipway events export` has written them to a file.")
        }
    }

    /// Reads a value as it is typed and stored.
    ///
    /// - Throws: what is wrong with it, in words that go behind the setting's name.
    func value(of text: String) throws(SettingFault) -> Int {
        let definition = definition
        if let value = definition.words[text] { return value }
        // `90d` is what filters and other flags call 90 days.
        let digits = definition.unit == "days" && text.hasSuffix("d") ? String(text.dropLast()) : text
        guard let value = Int(digits) else { throw SettingFault(text: definition.kindFault) }
        guard definition.range.contains(value) else { throw SettingFault(text: definition.rangeFault) }
        return value
    }
}

/// What can be said of a setting without asking a database.
package struct SettingDefinition: Hashable, Sendable {
    /// In the unit, as every other value of it.
    package let defaultValue: Int
    /// In the plural.
    package let unit: String
    /// Of the values that are numbers.
    package let range: ClosedRange<Int>
    /// The values that have a word for them, which is typed, shown and stored in place of the number.
    package let words: [String: Int]
    /// One sentence.
    package let help: String

    init(
        _ defaultValue: Int, _ unit: String, in range: ClosedRange<Int>, words: [String: Int] = [:], help: String
    ) {
        self.defaultValue = defaultValue
        self.unit = unit
        self.range = range
        self.words = words
        self.help = help
    }

    package func word(for value: Int) -> String? { words.first { $0.value == value }?.key }

    /// As it is typed and stored.
    package func text(of value: Int) -> String { word(for: value) ?? "\(value)" }

    private var sortedWords: [String] { words.keys.sorted() }
    private var hasWordsOnly: Bool { range.count <= words.count && range.allSatisfy { word(for: $0) != nil } }

    fileprivate var kindFault: String {
        if words.isEmpty { return "is not a whole number" }
        if !words.isEmpty, hasWordsOnly { return "must be \(sortedWords.joined(separator: " or "))" }
        return "is neither a whole number nor \(sortedWords.joined(separator: " nor "))"
    }

    fileprivate var rangeFault: String {
        if !words.isEmpty, hasWordsOnly { return kindFault }
        let others = sortedWords.map { ", or \($0)" }.joined()
        return "must be from \(range.lowerBound) to \(range.upperBound) \(unit)\(others)"
    }
}

struct SettingFault: Error {
    let text: String
}
