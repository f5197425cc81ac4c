import GRDB
import SQLRecords
import SlipwayCore

extension SQLiteTransaction {
    /// At most `limit` rows beyond a place, in the order shown; looks at no more than ``ListBounds/scan``.
    func page<Record>(
        of list: KeysetList<Record>, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<Record> {
        let isForward = position.isForward
        var stretches = list.walk(isForward: isForward)[...]
        if let anchor = position.anchor {
            stretches = stretches.drop { $0.number != anchor.segment }
            guard !stretches.isEmpty else { throw SlipwayError.foreignAnchor }
        }
        var reading = PageReading<Record>(limit: max(limit, 1))
        for (number, segment) in stretches where !reading.isComplete {
            let anchor = position.anchor.flatMap { $0.segment == number ? $0 : nil }
            let isAscending = list.isAscending(isForward: isForward)
            try read(
                segment, of: list, beyond: anchor, isAscending: isAscending, limit: ListBounds.scan - reading.scanned
            ) { row in
                var columns = SQLiteColumnReader(row)
                let key = try segment.key.map { try columns.anchorValue($0.kind) }
                return try reading.take(ListAnchor(segment: number, key: key), matches: try columns.bool()) {
                    try list.decode(&columns)
                }
            }
        }
        return reading.page(isForward: isForward)
    }

    /// As far as it can be told from a bounded number of rows.
    func count<Record>(of list: KeysetList<Record>) throws -> ListCount {
        var counted = 0
        var scans = ListBounds.scan
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

    private func read<Record>(
        _ segment: KeysetSegment, of list: KeysetList<Record>, beyond anchor: ListAnchor?, isAscending: Bool,
        limit: Int, row: (Row) throws -> Bool
    ) throws {
        let range = try segment.range(beyond: anchor, isAscending: isAscending)
        let matches = SQLCondition.all(list.conditions(in: segment))
        let keys = segment.key.map(\.sql)
        let direction = isAscending ? "ASC" : "DESC"
        let statement = try statement(
            """
            SELECT \(keys.joined(separator: ", ")), (\(matches.sql)) IS TRUE, \(list.columns)
            FROM \(segment.source)\(list.lookups)
            WHERE \(range.sql)
            ORDER BY \(keys.map { "\($0) \(direction)" }.joined(separator: ", "))
            LIMIT ?
            """, isKept: list.filter.isEmpty)
        let arguments = matches.arguments + range.arguments + [limit]
        let cursor = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
        while let next = try cursor.next(), try row(next) {}
    }

    private func countRows(of segment: KeysetSegment, in range: SQLCondition, limit: Int) throws -> Int {
        try first(
            """
            SELECT count(*)
            FROM (SELECT 1 FROM \(segment.source) WHERE \(range.sql) LIMIT ?)
            """, range.arguments + [limit]
        ) { try $0.int() } ?? 0
    }

    private func countMatches(
        _ condition: SQLCondition, of segment: KeysetSegment, _ lookups: String, in range: SQLCondition, limit: Int
    ) throws -> (scanned: Int, matches: Int) {
        try first(
            """
            SELECT count(*), COALESCE(sum(matches), 0)
            FROM (
              SELECT (\(condition.sql)) IS TRUE AS matches
              FROM \(segment.source)\(lookups)
              WHERE \(range.sql)
              LIMIT ?)
            """, condition.arguments + range.arguments + [limit], isKept: false
        ) { (try $0.int(), try $0.int()) } ?? (0, 0)
    }
}

extension SQLiteColumnReader {
    fileprivate mutating func anchorValue(_ kind: KeysetSegment.ColumnKind) throws -> ListAnchor.Value {
        switch kind {
        case .integer: .integer(try int64())
        case .text: .text(try text())
        }
    }
}
