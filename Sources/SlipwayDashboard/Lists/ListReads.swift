import SlipwayCore
import SlipwayServices

/// How the rows of one kind of list are read.
struct ListReads<Order: ListOrder, Row: Sendable>: Sendable {
    /// One call looks at a bounded number of rows, so a strict filter may take several to fill a page.
    static var callsAtMost: Int { 10 }

    var view: @Sendable (ListQuery<Order>, PagePosition<ListAnchor>, Int) async throws -> ListView<Row>
    var page: @Sendable (ListQuery<Order>, PagePosition<ListAnchor>, Int) async throws -> ListPage<Row>
    var count: @Sendable (ListQuery<Order>) async throws -> ListCount

    /// What one poll brings; one read where one call fills the page.
    func reading(
        of query: ListQuery<Order>, _ request: ListRequest, limit: Int
    ) async throws -> (value: ListReading<Order, Row>, mark: ChangeMark) {
        let view = try await view(query, request.position, limit)
        let window = try await window(beginning: view.page, of: query, at: request.position, limit: limit)
        return (ListReading(query: query, request: request, window: window, count: view.count), view.mark)
    }

    /// A page of up to `limit` rows, or what a bounded number of calls finds of it.
    func window(
        of query: ListQuery<Order>, at position: PagePosition<ListAnchor>, limit: Int
    ) async throws -> ListWindow<Row> {
        let first = try await page(query, position, limit)
        return try await window(beginning: first, of: query, at: position, limit: limit)
    }

    private func window(
        beginning first: ListPage<Row>, of query: ListQuery<Order>, at position: PagePosition<ListAnchor>, limit: Int
    ) async throws -> ListWindow<Row> {
        var (entries, scanned, rest) = (first.entries, first.scanned, first.continuation)
        for _ in 1..<Self.callsAtMost {
            guard let key = rest, entries.count < limit else { break }
            try Task.checkCancellation()
            let found = try await page(query, position.isBackward ? .before(key) : .after(key), limit - entries.count)
            scanned += found.scanned
            entries = position.isBackward ? found.entries + entries : entries + found.entries
            rest = found.continuation
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
