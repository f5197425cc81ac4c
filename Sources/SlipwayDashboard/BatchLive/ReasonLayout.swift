import TerminalUI

/// The columns of the reasons; the rightmost go where there is no room.
struct ReasonLayout: Hashable, Sendable {
    private let textColumns: Int
    private let timeColumns: Int
    private let factorColumns: Int
    private let showsTime: Bool

    /// - Parameters:
    ///   - timeColumns: what the widest time takes.
    ///   - factorColumns: what the widest common factor takes.
    init(columns: Int, timeColumns: Int, factorColumns widest: Int) {
        self.timeColumns = timeColumns
        let figures = 1 + 5 + 7
        factorColumns = columns >= 76 ? min(max(13, widest), columns / 3) : 0
        showsTime = columns >= 60
        let right = (showsTime ? timeColumns + 2 : 0) + (factorColumns > 0 ? factorColumns + 2 : 0)
        textColumns = max(10, columns - figures - right - 1)
    }

    func line(
        _ text: StyledText, _ count: SafeText, _ share: SafeText, _ since: SafeText, _ factor: SafeText,
        mark: SafeText = " "
    ) -> StyledText {
        var line =
            StyledText(mark) + text.padded(to: textColumns)
            + StyledText(count.padded(to: 5, alignment: .trailing))
            + StyledText(share.padded(to: 7, alignment: .trailing))
        if showsTime { line += StyledText("  " + since.padded(to: timeColumns)) }
        if factorColumns > 0 { line += StyledText("  " + factor.truncated(to: factorColumns)) }
        return line
    }
}
