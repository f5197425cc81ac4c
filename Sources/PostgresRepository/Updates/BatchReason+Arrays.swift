import SQLRecords
import SlipwayCore

extension BatchReason {
    /// The most frequent of `b`.
    static func array(limit: String) -> String {
        """
        ARRAY(
          SELECT ROW (\(columns))
          FROM update_batch_reasons AS x
          WHERE x.update_batch_id = b.id
          ORDER BY x.n DESC, x.id
          LIMIT \(limit))
        """
    }

    /// How often each value is among the devices of each of them; those of a batch stand together, and cost less at once
    /// than one by one. NULL where none is so frequent that it may tell something.
    static let factors = forFrequentReasons(
        """
        ARRAY(
          SELECT ROW (c.update_batch_id, c.cause, c.reason_key, c.attribute, c.value, c.n)
          FROM update_batch_reason_factors AS c
          WHERE c.update_batch_id = b.id)
        """)

    fileprivate static func forFrequentReasons(_ array: String) -> String {
        """
        CASE WHEN EXISTS (
            SELECT 1
            FROM update_batch_reasons AS x
            WHERE x.update_batch_id = b.id AND x.n >= \(CommonFactor.minimumCount))
          THEN \(array) END
        """
    }
}

extension AttributeCount {
    /// How often each value is in `b`, the frequent first.
    static let array = """
        ARRAY(
          SELECT ROW (a.attribute, a.value, a.n)
          FROM update_batch_attributes AS a
          WHERE a.update_batch_id = b.id
          ORDER BY a.n DESC, a.attribute, a.value)
        """

    /// The same where they are needed for one of its reasons, and NULL otherwise.
    static let arrayForReasons = BatchReason.forFrequentReasons(array)
}

extension PostgresColumnReader {
    /// From the reasons of a batch, and their factors after them.
    ///
    /// - Parameters:
    ///   - attributes: of the batch.
    ///   - total: how many devices it has.
    mutating func reasons(attributes: [AttributeCount], total: Int) throws -> [ReasonSummary] {
        let reasons = try records { try BatchReason(&$0) }
        let factors = try records { (place: try BatchReason.Place(&$0), count: try AttributeCount(&$0)) }
        let byPlace = Dictionary(grouping: factors) { $0.place }
        return reasons.map { reason in
            reason.summary(
                factors: (byPlace[reason.place] ?? []).map(\.count), attributes: attributes, total: total)
        }
    }
}
