extension FilterValue {
    enum Reading {
        case value(FilterValue)
        /// What is wrong with the text, and what would be right.
        case fault(String)
    }

    static func read(_ text: String, of field: FilterField) -> Reading {
        switch field.kind {
        case .text, .version: return .value(.text(text))
        case .choice(let names):
            if names.contains(text) { return .value(.text(text)) }
            let near = Spelling.nearest(to: text, among: names).map { "did you mean \($0)? " } ?? ""
            return .fault(
                "\"\(text)\" is not a value of \(field.name); \(near)possible are \(names.joined(separator: ", "))")
        case .flag:
            switch text.lowercased() {
            case "yes", "true": return .value(.flag(true))
            case "no", "false": return .value(.flag(false))
            default: return .fault("\"\(text)\" is neither yes nor no")
            }
        case .number:
            return Int64(text).map { .value(.number($0)) } ?? .fault("\"\(text)\" is not a number")
        case .time:
            if let milliseconds = age(text) { return .value(.age(milliseconds)) }
            return instant(text).map { .value(.instant($0)) }
                ?? .fault("\"\(text)\" is not a time; \(field.name) \(timeForms)")
        }
    }

    static let timeForms =
        "takes < and > before an age such as 45s, 30m, 2h or 7d, or an instant in UTC such as "
        + "2026-11-23T14:03Z"

    /// As a person would write it.
    var text: String {
        switch self {
        case .text(let text): text
        case .flag(let flag): flag ? "yes" : "no"
        case .number(let number): String(number)
        case .instant(let instant): instant.description
        case .age(let milliseconds): Self.text(ofAge: milliseconds)
        }
    }

    private static let units: [(suffix: Character, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000),
    ]

    /// In the greatest unit of which it is a whole number; parts of a second are dropped.
    private static func text(ofAge milliseconds: Int64) -> String {
        for unit in units where milliseconds > 0 && milliseconds % unit.milliseconds == 0 {
            return "\(milliseconds / unit.milliseconds)\(unit.suffix)"
        }
        return "\(max(0, milliseconds) / 1_000)s"
    }

    /// `90s`, `30m`, `12h` or `7d` in milliseconds; none where it is no such time.
    package static func age(_ text: String) -> Int64? {
        guard let unit = units.first(where: { $0.suffix == text.last }) else { return nil }
        let digits = text.utf8.dropLast()
        guard (1...9).contains(digits.count),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Int64(text.dropLast()).map { $0 * unit.milliseconds }
    }

    /// To the second or finer as everywhere, or to the minute, or a day's beginning.
    private static func instant(_ text: String) -> Timestamp? {
        switch text.utf8.count {
        case 10: Timestamp(iso8601: text + "T00:00:00Z")
        case 17 where text.hasSuffix("Z"): Timestamp(iso8601: String(text.dropLast()) + ":00Z")
        default: Timestamp(iso8601: text)
        }
    }
}
