import SQLRecords
import SlipwayCore

/// A stretch of a list that one index gives in order.
struct KeysetSegment {
    enum ColumnKind: Hashable {
        case integer
        /// In milliseconds where it is a key.
        case instant
        case text
    }

    struct KeyColumn {
        let sql: String
        let kind: ColumnKind

        static func integer(_ sql: String) -> KeyColumn { KeyColumn(sql: sql, kind: .integer) }
        static func instant(_ sql: String) -> KeyColumn { KeyColumn(sql: sql, kind: .instant) }
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

    /// The tables, each with its alias.
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
    /// Pages read for each row of it.
    var pages = 1

    /// The aliases of its tables.
    var aliases: [String] {
        let words = source.split(whereSeparator: \.isWhitespace)
        return zip(words, words.dropFirst()).filter { $0.0 == "AS" }.map { String($0.1) }
    }

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
        // The anchor takes the place of the bound on its side, which is wider.
        if let anchor {
            guard accepts(anchor) else { throw SlipwayError.foreignAnchor }
            let columns = key.map(\.sql).joined(separator: ", ")
            let marks = key.map { _ in "?" }.joined(separator: ", ")
            let sign = isAscending ? ">" : "<"
            let values = zip(key, anchor.key).map { $0.parameter($1) }
            conditions.append(SQLCondition("(\(columns)) \(sign) (\(marks))", values))
        }
        if let lower, anchor == nil || !isAscending {
            conditions.append(within(lower.isInclusive ? ">=" : ">", lower))
        }
        if let upper, anchor == nil || isAscending {
            conditions.append(within(upper.isInclusive ? "<=" : "<", upper))
        }
        return .all(conditions)
    }

    private func within(_ comparison: String, _ bound: Bound) -> SQLCondition {
        SQLCondition("\(key.first?.sql ?? "NULL") \(comparison) ?", [key.first?.parameter(bound.value)])
    }

    /// Whether the anchor has this key and lies within the bounds; one that was made up may not.
    private func accepts(_ anchor: ListAnchor) -> Bool {
        guard anchor.key.count == key.count, zip(key, anchor.key).allSatisfy({ $0.accepts($1) }),
            let first = anchor.key.first
        else { return false }
        if let lower, first.precedes(lower.value) { return false }
        if let upper, upper.value.precedes(first) { return false }
        return true
    }
}

extension KeysetSegment.KeyColumn {
    fileprivate func accepts(_ value: ListAnchor.Value) -> Bool {
        switch (kind, value) {
        case (.integer, .integer), (.instant, .integer), (.text, .text): true
        case (.integer, .text), (.instant, .text), (.text, .integer): false
        }
    }

    fileprivate func parameter(_ value: ListAnchor.Value) -> any SQLParameter {
        switch value {
        case .integer(let integer): kind == .instant ? Timestamp(milliseconds: integer) : integer
        case .text(let text): text
        }
    }
}

extension ListAnchor.Value {
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
