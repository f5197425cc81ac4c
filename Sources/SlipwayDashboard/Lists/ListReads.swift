import SlipwayCore

/// How the rows of one kind of list are read.
struct ListReads<Order: ListOrder, Row: Sendable>: Sendable {
    /// One call looks at a bounded number of rows, so a strict filter may take several to fill a page.
    static var callsAtMost: Int { 10 }

    var page: @Sendable (ListQuery<Order>, PagePosition<ListAnchor>, Int) async throws -> ListPage<Row>
    var count: @Sendable (ListQuery<Order>) async throws -> ListCount

    /// A page of up to `limit` rows, or what a bounded number of calls finds of it.
    func window(
        of query: ListQuery<Order>, at position: PagePosition<ListAnchor>, limit: Int
    ) async throws -> ListWindow<Row> {
        var entries: [ListPage<Row>.Entry] = []
        var next = position
        var scanned = 0
        var rest: ListAnchor?
        for _ in 0..<Self.callsAtMost {
            try Task.checkCancellation()
            let found = try await page(query, next, limit - entries.count)
            scanned += found.scanned
            entries = position.isBackward ? found.entries + entries : entries + found.entries
            rest = found.continuation
            guard let rest, entries.count < limit else { break }
            next = position.isBackward ? .before(rest) : .after(rest)
        }
        let wasCut = rest != nil && entries.count < limit
        switch position {
        case .first: return ListWindow(entries: entries, earlier: nil, later: rest, scanned: scanned, wasCut: wasCut)
        case .last: return ListWindow(entries: entries, earlier: rest, later: nil, scanned: scanned, wasCut: wasCut)
        case .after(let key):
            let earlier = entries.first?.anchor ?? key
            return ListWindow(entries: entries, earlier: earlier, later: rest, scanned: scanned, wasCut: wasCut)
        case .before(let key):
            let later = entries.last?.anchor ?? key
            return ListWindow(entries: entries, earlier: rest, later: later, scanned: scanned, wasCut: wasCut)
        }
    }
}

extension PagePosition {
    fileprivate var isBackward: Bool {
        switch self {
        case .first, .after: false
        case .before, .last: true
        }
    }
}
