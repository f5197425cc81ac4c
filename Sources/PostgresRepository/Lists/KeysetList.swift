import SQLRecords
import SlipwayCore

/// A list as one or more stretches, read one after the other; what no index answers is judged row by row.
struct KeysetList<Record: Sendable> {
    /// In the order of the list when nobody reverses it; an anchor names one by its place here.
    let segments: [KeysetSegment]
    /// Whether each shows its greatest key first.
    let isDescending: Bool
    let isReversed: Bool
    /// For every row that is shown, and for those that are judged what their judgement needs.
    var lookups: [Lookup] = []
    let columns: String
    let filter: [SQLCondition]
    let decode: (inout PostgresColumnReader) throws -> Record

    /// The stretches in the order in which a walk comes to them.
    func walk(isForward: Bool) -> [(number: Int, segment: KeysetSegment)] {
        let natural = segments.enumerated().map { (number: $0.offset, segment: $0.element) }
        return isForward == isReversed ? natural.reversed() : natural
    }

    /// Whether a walk meets smaller keys first.
    func isAscending(isForward: Bool) -> Bool { (isDescending == isReversed) == isForward }

    /// How many rows one call looks at: fewer where each of them takes it to other places, so that a call costs the same.
    var scan: Int {
        let judgements = segments.map { SQLCondition.all(conditions(in: $0)).sql }
        let pages = lookups.filter { lookup in judgements.contains { lookup.isNeeded(by: $0) } }.map(\.pages)
        return ListBounds.scan / pages.reduce(segments.map(\.pages).max() ?? 1, +)
    }

    func conditions(in segment: KeysetSegment) -> [SQLCondition] {
        filter + [segment.condition].compactMap { $0 }
    }
}
