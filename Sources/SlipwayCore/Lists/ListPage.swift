/// Some rows of a list in the order shown, read in one call of bounded work.
package struct ListPage<Row: Sendable>: Sendable {
    package struct Entry: Sendable {
        package let row: Row
        package let anchor: ListAnchor

        package init(row: Row, anchor: ListAnchor) {
            self.row = row
            self.anchor = anchor
        }
    }

    package let entries: [Entry]
    /// Where to go on in the direction of the reading; none at the end of the list. A page may be short, or empty,
    /// and still have one: one call looks at no more than ``ListBounds/scan`` rows.
    package let continuation: ListAnchor?
    /// Rows looked at.
    package let scanned: Int

    package init(entries: [Entry], continuation: ListAnchor?, scanned: Int) {
        self.entries = entries
        self.continuation = continuation
        self.scanned = scanned
    }

    package var rows: [Row] { entries.map(\.row) }

    /// The same page of what `transform` makes of each row.
    package func map<Other>(_ transform: (Row) throws -> Other) rethrows -> ListPage<Other> {
        ListPage<Other>(
            entries: try entries.map { .init(row: try transform($0.row), anchor: $0.anchor) },
            continuation: continuation, scanned: scanned)
    }
}

/// How many rows match a filter, as far as one call of bounded work can tell.
package enum ListCount: Hashable, Sendable {
    case exactly(Int)
    /// At least so many: the counting stopped at a bound.
    case atLeast(Int)
}

package enum ListBounds {
    /// One call looks at no more rows of an index.
    package static let scan = 2_000
    /// Counting stops here where every row looked at counts.
    package static let count = 10_000
}
