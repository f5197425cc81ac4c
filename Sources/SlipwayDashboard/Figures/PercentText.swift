import TerminalUI

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
