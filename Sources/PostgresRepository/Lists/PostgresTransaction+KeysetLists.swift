import SQLRecords
import SlipwayCore

extension PostgresTransaction {
    /// At most `limit` rows beyond a place, in the order shown; looks at no more than ``KeysetList/scan``.
    func page<Record>(
        of list: KeysetList<Record>, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<Record> {
        let isForward = position.isForward
        var stretches = list.walk(isForward: isForward)[...]
        if let anchor = position.anchor {
            stretches = stretches.drop { $0.number != anchor.segment }
            guard !stretches.isEmpty else { throw SlipwayError.foreignAnchor }
        }
        var reading = PageReading<Record>(limit: max(limit, 1), scan: list.scan)
        for (number, segment) in stretches where !reading.isComplete {
            let anchor = position.anchor.flatMap { $0.segment == number ? $0 : nil }
            let isAscending = list.isAscending(isForward: isForward)
            let found = try read(segment, of: list, beyond: anchor, isAscending: isAscending, for: reading)
            var place = 0
            for row in 0..<found.count {
                var columns = PostgresColumnReader(found, row: row)
                let (passed, isMatch) = (try columns.int() - place - 1, try columns.bool())
                reading.pass(passed)
                place += passed + 1
                let key = try segment.key.map { try columns.anchorValue($0.kind) }
                let isNextWanted = try reading.take(ListAnchor(segment: number, key: key), matches: isMatch) {
                    try list.decode(&columns)
                }
                if !isNextWanted { break }
            }
        }
        return reading.page(isForward: isForward)
    }

    /// As far as it can be told from a bounded number of rows, in the order of the index: without one the server might
    /// walk over the whole table for them.
    func count<Record>(of list: KeysetList<Record>) throws -> ListCount {
        var counted = 0
        var scans = list.scan
        for segment in list.segments {
            let range = try segment.range(beyond: nil, isAscending: true)
            let conditions = list.conditions(in: segment)
            guard !conditions.isEmpty else {
                let room = ListBounds.count - counted
                counted += try countRows(of: segment, in: range, limit: room + 1)
                if counted > ListBounds.count { return .atLeast(ListBounds.count) }
                continue
            }
            let found = try countMatches(.all(conditions), of: segment, list.lookups, in: range, limit: scans)
            scans -= found.scanned
            counted += found.matches
            if scans == 0 { return .atLeast(min(counted, ListBounds.count)) }
        }
        return counted > ListBounds.count ? .atLeast(ListBounds.count) : .exactly(counted)
    }

    /// The rows that match, and the last one looked at, each with its place among those that were.
    ///
    /// The server looks at no more rows than may be looked at, and at none behind a page that is full; what a row is shown
    /// with is looked up for those rows alone.
    private func read<Record>(
        _ segment: KeysetSegment, of list: KeysetList<Record>, beyond anchor: ListAnchor?, isAscending: Bool,
        for reading: PageReading<Record>
    ) throws -> PostgresResult {
        let range = try segment.range(beyond: anchor, isAscending: isAscending)
        let matches = SQLCondition.all(list.conditions(in: segment))
        let keys = segment.key.map(\.sql)
        let shown = list.lookups.filter { $0.isNeeded(by: list.columns) }
        let direction = isAscending ? "ASC" : "DESC"
        let sql = SQLCondition.numbered(
            """
            SELECT found.place, found.is_match, \(keys.joined(separator: ", ")), \(list.columns)
            FROM (
              SELECT *
              FROM (
                SELECT row_number() OVER () AS place, lead(1) OVER () IS NULL AS is_last, scanned.*
                FROM (
                  SELECT (\(matches.sql)) IS TRUE AS is_match,
                    \(segment.aliases.map { "\($0) AS row_\($0)" }.joined(separator: ", "))
                  FROM \(segment.source)\(Self.joins(list.lookups.filter { $0.isNeeded(by: matches.sql) }))
                  WHERE \(range.sql)
                  ORDER BY \(keys.map { "\($0) \(direction)" }.joined(separator: ", "))
                  LIMIT ?) AS scanned) AS judged
              WHERE is_match OR is_last
              LIMIT ?) AS found\(Self.unpacking(segment.aliases))\(Self.joins(shown))
            ORDER BY found.place
            """)
        let limits: SQLArguments = [reading.rest, reading.room + 1]
        // Planned for these values: how many rows have one of them decides over the index.
        return try result(sql, matches.arguments + range.arguments + limits, isKept: false)
    }

    private func countRows(of segment: KeysetSegment, in range: SQLCondition, limit: Int) throws -> Int {
        try first(
            SQLCondition.numbered(
                """
                SELECT count(*)
                FROM (
                  SELECT 1
                  FROM \(segment.source)
                  WHERE \(range.sql)
                  ORDER BY \(segment.key.map(\.sql).joined(separator: ", "))
                  LIMIT ?) AS found
                """), range.arguments + [limit], isKept: false
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
                  FROM \(segment.source)\(Self.joins(lookups.filter { $0.isNeeded(by: condition.sql) }))
                  WHERE \(range.sql)
                  ORDER BY \(segment.key.map(\.sql).joined(separator: ", "))
                  LIMIT ?) AS found
                """), condition.arguments + range.arguments + [limit], isKept: false
        ) { (try $0.int(), try $0.int()) } ?? (0, 0)
    }

    private static func joins(_ lookups: [Lookup]) -> String {
        lookups.map { "\n\($0.join)" }.joined()
    }

    /// Gives the columns of a row that was carried as a whole their names again.
    private static func unpacking(_ aliases: [String]) -> String {
        aliases.map { "\nCROSS JOIN LATERAL (SELECT (found.row_\($0)).*) AS \($0)" }.joined()
    }
}

extension PostgresColumnReader {
    fileprivate mutating func anchorValue(_ kind: KeysetSegment.ColumnKind) throws -> ListAnchor.Value {
        switch kind {
        case .integer: .integer(try int64())
        case .instant: .integer(try instant().milliseconds)
        case .text: .text(try text())
        }
    }
}
