import GRDB
import SQLStorage
import SlipwayCore

extension SQLiteTransaction {
    /// SQLite steps through the rows one by one, and reads no row beyond those that are asked for.
    func read<Record>(_ walk: KeysetWalk<Record>, into page: inout PageReading<Record>) throws {
        let lookups = walk.list.lookups.filter { $0.isShown || walk.condition.lookups.contains($0.alias) }
        let sql = SQLCondition.numbered(
            """
            SELECT \(walk.keys), (\(walk.condition.sql)) IS TRUE, \(walk.list.columns)
            FROM \(walk.segment.source(in: dialect))\(lookups.sql(in: dialect))
            WHERE \(walk.range.sql)
            ORDER BY \(walk.order)
            LIMIT ?
            """)
        let arguments = walk.condition.arguments + walk.range.arguments + [page.rest]
        let cursor = try cursor(sql, arguments, isKept: walk.list.filter.isEmpty)
        while let row = try cursor.next() {
            var columns = SQLiteColumnReader(row)
            let anchor = try walk.anchor(&columns)
            let isMatch = try columns.bool()
            guard try page.take(anchor, matches: isMatch, record: { try Record(&columns) }) else { break }
        }
    }
}
