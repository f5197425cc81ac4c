/// What there is room for.
package enum LayoutClass: Hashable, Sendable, CaseIterable {
    /// Under 40x10: one line that still updates.
    case line
    /// Under 60x16: the summary lines alone.
    case summary
    /// Under 80 columns: the columns of low priority go.
    case narrow
    case standard
    /// From 110 columns: a detail pane joins on the right.
    case wide

    package init(_ size: Size) {
        if size.columns < 40 || size.rows < 10 {
            self = .line
        } else if size.columns < 60 || size.rows < 16 {
            self = .summary
        } else if size.columns < 80 {
            self = .narrow
        } else {
            self = size.columns < 110 ? .standard : .wide
        }
    }
}
