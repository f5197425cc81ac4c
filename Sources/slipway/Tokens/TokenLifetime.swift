import ArgumentParser

/// `90s`, `15m`, `12h`, `30d` or `4w`.
struct TokenLifetime: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        let seconds: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
        guard let unit = argument.last.flatMap({ seconds[$0] }), let number = Int64(argument.dropLast()),
            number > 0, number <= Self.maximum / unit
        else { return nil }
        duration = .seconds(number * unit)
    }

    /// A hundred years.
    private static let maximum: Int64 = 36_500 * 86_400
}
