/// How much colour the terminal has. With 8 colours a painter shows the bright half of `sixteen` as bold.
package enum ColorTier: String, Hashable, Sendable, CaseIterable {
    case mono
    case sixteen = "16"
    case full = "256"

    /// `NO_COLOR` set to anything, or a terminal without colours, means mono (no-color.org).
    package init(colors: Int, noColor: String?) {
        if let noColor, !noColor.isEmpty {
            self = .mono
        } else if colors >= 256 {
            self = .full
        } else {
            self = colors >= 8 ? .sixteen : .mono
        }
    }
}
