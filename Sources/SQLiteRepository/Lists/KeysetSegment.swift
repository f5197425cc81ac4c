import GRDB
import SQLRecords
import SlipwayCore

/// A stretch of a list that one index gives in order.
struct KeysetSegment {
    enum ColumnKind: Hashable {
        case integer
        case text
    }

    struct KeyColumn {
        let sql: String
        let kind: ColumnKind

        static func integer(_ sql: String) -> KeyColumn { KeyColumn(sql: sql, kind: .integer) }
        static func text(_ sql: String) -> KeyColumn { KeyColumn(sql: sql, kind: .text) }
    }

    struct Bound {
        let value: ListAnchor.Value
        let isInclusive: Bool

        init(value: ListAnchor.Value, isInclusive: Bool) {
            self.value = value
            self.isInclusive = isInclusive
        }

        /// What an instant itself is not within.
        init(beyond instant: Timestamp) { self.init(value: .integer(instant.milliseconds), isInclusive: false) }
    }

    /// The table with its alias and the index to walk.
    let source: String
    /// Equalities that pin the leading columns of the index.
    var pinned: [SQLCondition] = []
    /// The columns that order it after the pinned ones; together they are unique.
    let key: [KeyColumn]
    /// The least and the greatest value of the first of them.
    var lower: Bound?
    var upper: Bound?
    /// What decides row by row, besides the filter of the list.
    var condition: SQLCondition?

    /// Those texts of the first key column that begin so.
    mutating func narrow(to prefix: PrefixRange) {
        lower = Bound(value: .text(prefix.lower), isInclusive: true)
        upper = prefix.upper.map { Bound(value: .text($0), isInclusive: false) }
    }

    /// The rows beyond an anchor in the direction of the walk, or all; as ranges of the index and nothing else.
    ///
    /// - Throws: REQUEST_001 where the anchor is none of this stretch.
    func range(beyond anchor: ListAnchor?, isAscending: Bool) throws -> SQLCondition {
        var conditions = pinned
        // The anchor takes the place of the bound on its side: of two conditions on one side SQLite may choose the
        // wider one as the start of its walk.
        if let anchor {
            guard accepts(anchor) else { throw SlipwayError.foreignAnchor }
            let columns = key.map(\.sql).joined(separator: ", ")
            // A row id has no collation, without which SQLite seeks only the columns before it.
            let marks = key.map { $0.kind == .integer ? "? COLLATE BINARY" : "?" }.joined(separator: ", ")
            let sign = isAscending ? ">" : "<"
            let sql = key.count == 1 ? "\(columns) \(sign) ?" : "(\(columns)) \(sign) (\(marks))"
            conditions.append(SQLCondition(sql, anchor.key.map(\.databaseValue)))
        }
        if let lower = lower ?? implicitLower, anchor == nil || !isAscending {
            conditions.append(within(lower.isInclusive ? ">=" : ">", lower))
        }
        if let upper, anchor == nil || isAscending {
            conditions.append(within(upper.isInclusive ? "<=" : "<", upper))
        }
        return .all(conditions)
    }

    /// Makes a walk over row ids a search, which a plan tells from the reading of a whole table.
    private var implicitLower: Bound? {
        key.first?.kind == .integer ? Bound(value: .integer(.min), isInclusive: true) : nil
    }

    private func within(_ comparison: String, _ bound: Bound) -> SQLCondition {
        SQLCondition("\(key.first?.sql ?? "NULL") \(comparison) ?", [bound.value.databaseValue])
    }

    /// Whether the anchor has this key and lies within the bounds; one that was made up may not.
    private func accepts(_ anchor: ListAnchor) -> Bool {
        guard anchor.key.map(\.kind) == key.map(\.kind), let first = anchor.key.first else { return false }
        if let lower, first.precedes(lower.value) { return false }
        if let upper, upper.value.precedes(first) { return false }
        return true
    }
}

extension ListAnchor.Value {
    var databaseValue: any DatabaseValueConvertible {
        switch self {
        case .integer(let integer): integer
        case .text(let text): text
        }
    }

    fileprivate var kind: KeysetSegment.ColumnKind {
        switch self {
        case .integer: .integer
        case .text: .text
        }
    }

    /// As the database compares: texts byte by byte.
    fileprivate func precedes(_ other: ListAnchor.Value) -> Bool {
        switch (self, other) {
        case (.integer(let left), .integer(let right)): left < right
        case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.integer, .text): true
        case (.text, .integer): false
        }
    }
}
