/// How long a token lives, as people write it: `90s`, `15m`, `12h`, `30d` or `4w`; at most a hundred years.
package struct TokenLifetime: Hashable, Sendable {
    package let duration: Duration

    package init?(_ text: String) {
        let seconds: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
        guard let unit = text.last.flatMap({ seconds[$0] }), let number = Int64(text.dropLast()), number > 0,
            number <= Self.maximum / unit
        else { return nil }
        duration = .seconds(number * unit)
    }

    private static let maximum: Int64 = 36_500 * 86_400
}
