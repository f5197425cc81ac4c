import SlipwayCore

/// A list as one or more stretches, read one after the other; what no index answers is judged row by row.
package struct KeysetList<Record: SQLRecord> {
    /// In the order of the list when nothing reverses it; an anchor names one by its place here.
    let segments: [KeysetSegment]
    /// Whether each shows its greatest key first.
    let isDescending: Bool
    let isReversed: Bool
    /// For every row that is shown, and for those that are judged what their judgement needs.
    package var lookups: [Lookup] = []
    package let columns: String
    package let filter: [SQLCondition]

    /// The stretches in the order in which a walk comes to them.
    func walk(isForward: Bool) -> [(number: Int, segment: KeysetSegment)] {
        let natural = segments.enumerated().map { (number: $0.offset, segment: $0.element) }
        return isForward == isReversed ? natural.reversed() : natural
    }

    /// Whether a walk meets smaller keys first.
    func isAscending(isForward: Bool) -> Bool { (isDescending == isReversed) == isForward }

    func condition(in segment: KeysetSegment) -> SQLCondition { .all(conditions(in: segment)) }

    func conditions(in segment: KeysetSegment) -> [SQLCondition] { filter + [segment.condition].compactMap { $0 } }

    /// How many rows one call looks at: in PostgreSQL, which looks at them in places of their own, fewer where each of
    /// them takes it to more places, so that a call costs the same.
    func scan(in dialect: SQLDialect) -> Int {
        switch dialect {
        case .postgres:
            let needed = segments.reduce(into: Set<String>()) { $0.formUnion(condition(in: $1).lookups) }
            let pages = lookups.filter { needed.contains($0.alias) }.map(\.pages)
            return ListBounds.scan / pages.reduce(segments.map(\.pages).max() ?? 1, +)
        case .sqlite: return ListBounds.scan
        }
    }
}

/// The reading of one stretch of a list, in one direction, from an anchor on.
package struct KeysetWalk<Record: SQLRecord> {
    package let list: KeysetList<Record>
    package let segment: KeysetSegment
    /// The place of the stretch in its list.
    let number: Int
    package let isAscending: Bool
    /// The rows of the index that it reads.
    package let range: SQLCondition
    /// What decides whether one of them is of the list.
    package let condition: SQLCondition

    package var direction: String { isAscending ? "ASC" : "DESC" }

    /// `key, key`
    package var keys: String { segment.key.map(\.sql).joined(separator: ", ") }

    /// `key ASC, key ASC`
    package var order: String { segment.key.map { "\($0.sql) \(direction)" }.joined(separator: ", ") }

    /// Reads the columns of the key.
    package func anchor(_ row: inout some ColumnReader) throws -> ListAnchor {
        ListAnchor(segment: number, key: try segment.keyValues(&row))
    }
}
