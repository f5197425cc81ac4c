import SlipwayCore

/// All ways of reading one list to its end, page by page.
struct ListReading<Row: Sendable>: Sendable {
    let forward: [Row]
    let backward: [Row]
    /// What stands right before and right after every row, as far as one page of two reaches.
    let neighbours: [(before: [Row], after: [Row])]
    let mostScanned: Int

    init(
        limit: Int, withNeighbours: Bool = false,
        page: (PagePosition<ListAnchor>, _ limit: Int) throws -> ListPage<Row>
    ) throws {
        var mostScanned = 0
        var entries: [ListPage<Row>.Entry] = []
        var position: PagePosition<ListAnchor>? = .first
        while let current = position {
            let found = try page(current, limit)
            mostScanned = max(mostScanned, found.scanned)
            entries += found.entries
            position = found.continuation.map { .after($0) }
        }
        var backward: [Row] = []
        position = .last
        while let current = position {
            let found = try page(current, limit)
            mostScanned = max(mostScanned, found.scanned)
            backward = found.rows + backward
            position = found.continuation.map { .before($0) }
        }
        forward = entries.map(\.row)
        self.backward = backward
        self.mostScanned = mostScanned
        neighbours =
            try withNeighbours
            ? entries.map { (try page(.before($0.anchor), 2).rows, try page(.after($0.anchor), 2).rows) } : []
    }
}
