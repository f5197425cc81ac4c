import SlipwayCore

/// The rows of a list that are loaded, and where it goes on.
struct ListWindow<Row: Sendable>: Sendable {
    let entries: [ListPage<Row>.Entry]
    /// None at the start of the list.
    let earlier: ListAnchor?
    /// None at its end.
    let later: ListAnchor?
    /// Rows looked at.
    let scanned: Int
    /// Whether the search stopped at its bound, with a page that is not full.
    let wasCut: Bool

    init(entries: [ListPage<Row>.Entry], earlier: ListAnchor?, later: ListAnchor?, scanned: Int, wasCut: Bool) {
        self.entries = entries
        self.earlier = earlier
        self.later = later
        self.scanned = scanned
        self.wasCut = wasCut
    }
}

/// Which page of a list is wanted.
struct ListRequest: Hashable, Sendable {
    let position: PagePosition<ListAnchor>
    /// The place of the position's row from 0, where it is known.
    let keyIndex: Int?

    static let first = ListRequest(position: .first, keyIndex: nil)
    static let last = ListRequest(position: .last, keyIndex: nil)

    /// The place of the page's first row, where it can be known.
    func offset(rows: Int, count: ListCount?) -> Int? {
        switch position {
        case .first: return 0
        case .after: return keyIndex.map { $0 + 1 }
        case .before: return keyIndex.map { max(0, $0 - rows) }
        case .last:
            guard case .exactly(let total) = count else { return nil }
            return max(0, total - rows)
        }
    }
}

/// What one poll of a list brings.
struct ListReading<Order: ListOrder, Row: Sendable>: Sendable {
    let query: ListQuery<Order>
    let request: ListRequest
    let window: ListWindow<Row>
    let count: ListCount
}
