import SlipwayCore
import TerminalUI

/// Counts as people read them.
enum CountText {
    /// `1,000,000`.
    static func exact(_ count: Int) -> SafeText {
        var digits = String(count.magnitude)
        for place in stride(from: digits.utf8.count - 3, to: 0, by: -3) {
            digits.insert(",", at: digits.utf8.index(digits.startIndex, offsetBy: place))
        }
        return SafeText(count < 0 ? "-" + digits : digits)
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

/// Shares in whole percent that never claim nothing or everything where it is not so.
enum PercentText {
    /// `34%`, `<1%`, at most `99%` until all are there; `?` of nothing.
    static func of(_ part: Int, _ whole: Int) -> SafeText {
        guard whole > 0 else { return "?" }
        return text(Double(part) / Double(whole), isAll: part >= whole, isNone: part <= 0)
    }

    /// - Parameter share: from 0 to 1.
    static func of(share: Double) -> SafeText {
        guard share.isFinite else { return "?" }
        return text(share, isAll: share >= 1, isNone: share <= 0)
    }

    private static func text(_ share: Double, isAll: Bool, isNone: Bool) -> SafeText {
        if isAll { return "100%" }
        if isNone { return "0%" }
        let percent = Int((share * 100).rounded())
        return percent == 0 ? "<1%" : SafeText("\(min(99, percent))%")
    }
}

extension BatchCounters {
    /// `eu-gateways 34% x31 !12`: what is bad beside its sign, where there is any; the name gives way first.
    func line(named name: String, columns: Int, _ glyphs: GlyphSet) -> StyledText {
        var figures = StyledText(" " + PercentText.of(finished, total), .strong)
        let marked = failedByRelease + fellBack + lost
        if marked > 0 {
            let count = CountText.short(marked, columns: 6)
            figures += StyledText(" " + Glyph.failed.text(glyphs) + count, StateLook.failed.style)
        }
        if silent > 0 {
            let count = CountText.short(silent, columns: 6)
            figures += StyledText(" " + Glyph.stuck.text(glyphs) + count, StateLook.stuck.style)
        }
        let room = max(1, columns - figures.width)
        return StyledText(SafeText(name, limit: 200).truncated(to: room)) + figures
    }
}
