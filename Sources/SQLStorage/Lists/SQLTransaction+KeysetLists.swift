import SlipwayCore

extension SQLTransaction {
    /// At most `limit` rows beyond a place, in the order shown; looks at no more than ``KeysetList/scan(in:)``.
    func page<Record>(
        of list: KeysetList<Record>, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<Record> {
        let isForward = position.isForward
        let isAscending = list.isAscending(isForward: isForward)
        var stretches = list.walk(isForward: isForward)[...]
        if let anchor = position.anchor {
            stretches = stretches.drop { $0.number != anchor.segment }
            guard !stretches.isEmpty else { throw SlipwayError.foreignAnchor }
        }
        var page = PageReading<Record>(limit: max(limit, 1), scan: list.scan(in: dialect))
        for (number, segment) in stretches where !page.isComplete {
            let anchor = position.anchor.flatMap { $0.segment == number ? $0 : nil }
            let range = try segment.range(beyond: anchor, isAscending: isAscending, in: dialect)
            let walk = KeysetWalk(
                list: list, segment: segment, number: number, isAscending: isAscending, range: range,
                condition: list.condition(in: segment))
            try read(walk, into: &page)
        }
        return page.page(isForward: isForward)
    }

    /// As far as it can be told from a bounded number of rows, in the order of the index: without one the server might
    /// walk over the whole table for them.
    func count<Record>(of list: KeysetList<Record>) throws -> ListCount {
        var counted = 0
        var scans = list.scan(in: dialect)
        for segment in list.segments {
            let range = try segment.range(beyond: nil, isAscending: true, in: dialect)
            guard !list.conditions(in: segment).isEmpty else {
                let room = ListBounds.count - counted
                counted += try countRows(of: segment, in: range, limit: room + 1)
                if counted > ListBounds.count { return .atLeast(ListBounds.count) }
                continue
            }
            let found = try countMatches(
                list.condition(in: segment), of: segment, list.lookups, in: range, limit: scans)
            scans -= found.scanned
            counted += found.matches
            if scans == 0 { return .atLeast(min(counted, ListBounds.count)) }
        }
        return counted > ListBounds.count ? .atLeast(ListBounds.count) : .exactly(counted)
    }

    private func countRows(of segment: KeysetSegment, in range: SQLCondition, limit: Int) throws -> Int {
        try first(
            SQLCondition.numbered(
                """
                SELECT count(*)
                FROM (
                  SELECT 1
                  FROM \(segment.source(in: dialect))
                  WHERE \(range.sql)
                  ORDER BY \(segment.key.map(\.sql).joined(separator: ", "))
                  LIMIT ?) AS found
                """), range.arguments + [limit], isKept: dialect.keepsRanges
        ) { try $0.int() } ?? 0
    }

    private func countMatches(
        _ condition: SQLCondition, of segment: KeysetSegment, _ lookups: [Lookup], in range: SQLCondition, limit: Int
    ) throws -> (scanned: Int, matches: Int) {
        try first(
            SQLCondition.numbered(
                """
                SELECT count(*), count(*) FILTER (WHERE matches)
                FROM (
                  SELECT (\(condition.sql)) IS TRUE AS matches
                  FROM \(segment.source(in: dialect))\(lookups.needed(by: condition).sql(in: dialect))
                  WHERE \(range.sql)
                  ORDER BY \(segment.key.map(\.sql).joined(separator: ", "))
                  LIMIT ?) AS found
                """), condition.arguments + range.arguments + [limit], isKept: false
        ) { (try $0.int(), try $0.int()) } ?? (0, 0)
    }
}

extension SQLDialect {
    /// Whether a statement over a range of an index stays prepared. PostgreSQL plans it for its values: how many rows have
    /// one of them decides over the index.
    package var keepsRanges: Bool { self == .sqlite }
}
