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

/// What of a list is wanted, and in which order. Whose records may be seen is said beside it.
package struct ListQuery<Order: ListOrder>: Hashable, Sendable {
    package var filter: Filter
    package var order: Order
    package var isReversed: Bool

    package init(filter: Filter = .none, order: Order = .initial, isReversed: Bool = false) {
        self.filter = filter
        self.order = order
        self.isReversed = isReversed
    }
}

package typealias DeviceQuery = ListQuery<DeviceOrder>
package typealias OrganizationQuery = ListQuery<OrganizationOrder>
package typealias FirmwareQuery = ListQuery<FirmwareOrder>
package typealias SessionQuery = ListQuery<SessionOrder>
package typealias EventQuery = ListQuery<EventOrder>
package typealias BatchQuery = ListQuery<BatchOrder>
package typealias AccessTokenQuery = ListQuery<AccessTokenOrder>

/// Where a keyset page stands; its rows are always in ascending order of the key.
package enum PagePosition<Key: Hashable & Sendable>: Hashable, Sendable {
    case first
    case after(Key)
    case before(Key)
    case last
}

extension PagePosition {
    /// Whether the rows from the beginning on are wanted first.
    package var isForward: Bool {
        switch self {
        case .first, .after: true
        case .before, .last: false
        }
    }

    /// The key beside which the page stands; none at an end of the list.
    package var anchor: Key? {
        switch self {
        case .first, .last: nil
        case .after(let key), .before(let key): key
        }
    }
}
