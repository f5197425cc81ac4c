/// What one call has read so far.
package struct PageReading<Record: Sendable> {
    private let limit: Int
    private let scan: Int
    package private(set) var scanned = 0
    private var entries: [ListPage<Record>.Entry] = []
    private var latest: ListAnchor?
    private var hasMore = false

    /// - Parameter scan: how many rows may be looked at.
    package init(limit: Int, scan: Int = ListBounds.scan) {
        self.limit = limit
        self.scan = scan
    }

    /// Whether nothing further may be looked at.
    package var isComplete: Bool { hasMore || scanned >= scan }

    /// How many rows may still be looked at.
    package var rest: Int { max(0, scan - scanned) }

    /// How many rows still belong on the page.
    package var room: Int { limit - entries.count }

    /// Counts rows that were looked at elsewhere, and did not match.
    package mutating func pass(_ count: Int) { scanned += count }

    /// - Returns: whether the next row is wanted.
    package mutating func take(_ anchor: ListAnchor, matches: Bool, record: () throws -> Record) throws -> Bool {
        scanned += 1
        // The page is full, and here is a row behind it: the list goes on where the page ends.
        if entries.count == limit {
            hasMore = true
            return false
        }
        latest = anchor
        if matches { entries.append(.init(row: try record(), anchor: anchor)) }
        return true
    }

    package func page(isForward: Bool) -> ListPage<Record> {
        ListPage(
            entries: isForward ? entries : entries.reversed(), continuation: isComplete ? latest : nil,
            scanned: scanned)
    }
}
