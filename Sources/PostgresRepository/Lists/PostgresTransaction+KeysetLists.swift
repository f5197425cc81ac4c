import SQLStorage
import SlipwayCore

extension PostgresTransaction {
    /// The rows that match, and the last one looked at, each with its place among those that were.
    ///
    /// The server looks at no more rows than may be looked at, and at none behind a page that is full; what a row is shown
    /// with is looked up for those rows alone.
    func read<Record>(_ walk: KeysetWalk<Record>, into page: inout PageReading<Record>) throws {
        let aliases = walk.segment.tables.map(\.alias)
        let (lookups, matches) = (walk.list.lookups, walk.condition)
        let sql = SQLCondition.numbered(
            """
            SELECT found.place, found.is_match, \(walk.keys), \(walk.list.columns)
            FROM (
              SELECT *
              FROM (
                SELECT row_number() OVER () AS place, lead(1) OVER () IS NULL AS is_last, scanned.*
                FROM (
                  SELECT (\(matches.sql)) IS TRUE AS is_match,
                    \(aliases.map { "\($0) AS row_\($0)" }.joined(separator: ", "))
                  FROM \(walk.segment.source(in: dialect))\(lookups.needed(by: matches).sql(in: dialect))
                  WHERE \(walk.range.sql)
                  ORDER BY \(walk.order)
                  LIMIT ?) AS scanned) AS judged
              WHERE is_match OR is_last
              LIMIT ?) AS found\(Self.unpacking(aliases))\(lookups.filter(\.isShown).sql(in: dialect))
            ORDER BY found.place
            """)
        let limits: SQLArguments = [page.rest, page.room + 1]
        // Planned for these values: how many rows have one of them decides over the index.
        let found = try result(sql, matches.arguments + walk.range.arguments + limits, isKept: false)
        var place = 0
        for row in 0..<found.count {
            var columns = PostgresColumnReader(found, row: row)
            let (passed, isMatch) = (try columns.int() - place - 1, try columns.bool())
            page.pass(passed)
            place += passed + 1
            let anchor = try walk.anchor(&columns)
            guard try page.take(anchor, matches: isMatch, record: { try Record(&columns) }) else { break }
        }
    }

    /// Gives the columns of a row that was carried as a whole their names again.
    private static func unpacking(_ aliases: [String]) -> String {
        aliases.map { "\nCROSS JOIN LATERAL (SELECT (found.row_\($0)).*) AS \($0)" }.joined()
    }
}
