import TerminalUI

/// Counts as people read them.
enum CountText {
    /// `1,000,000`.
    static func exact(_ count: Int) -> SafeText {
        var digits: [Character] = []
        for (place, digit) in String(count.magnitude).reversed().enumerated() {
            if place > 0, place % 3 == 0 { digits.append(",") }
            digits.append(digit)
        }
        return SafeText((count < 0 ? "-" : "") + String(digits.reversed()))
    }

    /// Exact where that fits, else as an estimate: `~12k`, `~3M`.
    static func short(_ count: Int, columns: Int) -> SafeText {
        let plain = exact(count)
        if plain.width <= columns { return plain }
        let bare = SafeText("\(count)")
        if bare.width <= columns { return bare }
        let units: [(size: Int, name: String)] = [(1_000, "k"), (1_000_000, "M"), (1_000_000_000, "G")]
        for unit in units where count / unit.size < 1_000 { return SafeText("~\(count / unit.size)\(unit.name)") }
        return "~1T+"
    }

    /// `1 device`, `2 devices`.
    static func of(_ count: Int, _ one: SafeText, _ many: SafeText) -> SafeText {
        exact(count) + " " + (count == 1 ? one : many)
    }
}
