import SlipwayCore

/// A stretch of a list that one index gives in order.
package struct KeysetSegment {
    package struct KeyColumn: Sendable {
        package enum Kind: Hashable, Sendable {
            case integer
            /// In milliseconds where it is a key.
            case instant
            case text
        }

        package let sql: String
        fileprivate let kind: Kind

        package static func integer(_ sql: String) -> KeyColumn { KeyColumn(sql: sql, kind: .integer) }
        package static func instant(_ sql: String) -> KeyColumn { KeyColumn(sql: sql, kind: .instant) }
        package static func text(_ sql: String) -> KeyColumn { KeyColumn(sql: sql, kind: .text) }
    }

    struct Bound {
        let value: ListAnchor.Value
        let isInclusive: Bool
    }

    package let tables: [ListTable]
    /// Equalities that pin the leading columns of the index.
    var pinned: [SQLCondition]
    /// The columns that order it after the pinned ones; together they are unique.
    package let key: [KeyColumn]
    /// Whether the first of them may be NULL, in rows that are not of this stretch.
    private let isKeyOptional: Bool
    /// The least and the greatest value of the first of them.
    private var lower: Bound?
    private var upper: Bound?
    /// What decides row by row, besides the filter of the list.
    var condition: SQLCondition?
    /// Pages read for each row of it.
    let pages: Int

    init(
        _ tables: ListTable..., pinned: [SQLCondition?] = [], key: [KeyColumn], isKeyOptional: Bool = false,
        condition: SQLCondition? = nil, pages: Int = 1
    ) {
        self.tables = tables
        self.pinned = pinned.compactMap { $0 }
        self.key = key
        self.isKeyOptional = isKeyOptional
        self.condition = condition
        self.pages = pages
    }

    package func source(in dialect: SQLDialect) -> String { tables.map { $0.sql(in: dialect) }.joined() }

    /// Those texts of the first key column that begin so.
    mutating func narrow(to prefix: PrefixRange) {
        lower = Bound(value: .text(prefix.lower), isInclusive: true)
        upper = prefix.upper.map { Bound(value: .text($0), isInclusive: false) }
    }

    /// Those instants of the first key column that lie between two, which are not among them.
    mutating func narrow(after lower: Timestamp?, before upper: Timestamp?) {
        self.lower = lower.map { Bound(value: .integer($0.milliseconds), isInclusive: false) }
        self.upper = upper.map { Bound(value: .integer($0.milliseconds), isInclusive: false) }
    }

    /// The rows beyond an anchor in the direction of the walk, or all; as ranges of the index and nothing else.
    ///
    /// - Throws: REQUEST_001 where the anchor is none of this stretch.
    package func range(beyond anchor: ListAnchor?, isAscending: Bool, in dialect: SQLDialect) throws -> SQLCondition {
        var conditions = pinned + presence(in: dialect)
        // The anchor takes the place of the bound on its side, which is wider: of two conditions on one side SQLite may
        // choose the wider one as the start of its walk.
        if let anchor {
            guard accepts(anchor) else { throw SlipwayError.foreignAnchor }
            conditions.append(beyond(anchor, isAscending ? ">" : "<", in: dialect))
        }
        if let lower = lower ?? implicitLower(in: dialect), anchor == nil || !isAscending {
            conditions.append(within(lower.isInclusive ? ">=" : ">", lower))
        }
        if let upper, anchor == nil || isAscending {
            conditions.append(within(upper.isInclusive ? "<=" : "<", upper))
        }
        return .all(conditions)
    }

    private func beyond(_ anchor: ListAnchor, _ sign: String, in dialect: SQLDialect) -> SQLCondition {
        let values = zip(key, anchor.key).map { $0.parameter($1) }
        guard key.count > 1 else { return SQLCondition("\(key[0].sql) \(sign) ?", values) }
        let columns = key.map(\.sql).joined(separator: ", ")
        let marks = key.map { $0.mark(in: dialect) }.joined(separator: ", ")
        return SQLCondition("(\(columns)) \(sign) (\(marks))", values)
    }

    /// In SQLite the lower bound leaves out what is NULL.
    private func presence(in dialect: SQLDialect) -> [SQLCondition] {
        switch dialect {
        case .postgres: isKeyOptional ? [SQLCondition("\(key[0].sql) IS NOT NULL")] : []
        case .sqlite: []
        }
    }

    /// Makes a walk over row ids a search, which a plan of SQLite tells from the reading of a whole table.
    private func implicitLower(in dialect: SQLDialect) -> Bound? {
        switch dialect {
        case .postgres: nil
        case .sqlite: key[0].kind == .text ? nil : Bound(value: .integer(.min), isInclusive: true)
        }
    }

    private func within(_ comparison: String, _ bound: Bound) -> SQLCondition {
        SQLCondition("\(key[0].sql) \(comparison) ?", [key[0].parameter(bound.value)])
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

    /// A row id has no collation, without which SQLite seeks only the columns before it.
    fileprivate func mark(in dialect: SQLDialect) -> String {
        switch dialect {
        case .postgres: "?"
        case .sqlite: kind == .text ? "?" : "? COLLATE BINARY"
        }
    }

    fileprivate func value(_ row: inout some ColumnReader) throws -> ListAnchor.Value {
        switch kind {
        case .integer: .integer(try row.int64())
        case .instant: .integer(try row.instant().milliseconds)
        case .text: .text(try row.text())
        }
    }
}

extension KeysetSegment {
    /// Reads the columns of the key.
    package func keyValues(_ row: inout some ColumnReader) throws -> [ListAnchor.Value] {
        try key.map { try $0.value(&row) }
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
