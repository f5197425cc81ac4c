import SQLStorage
import SlipwayCore

extension BatchReason {
    /// The most frequent of `b`, each with how often each value is among its devices where that may tell something.
    static func array(limit: String) -> String {
        """
        ARRAY(
          SELECT ROW (\(columns),
            CASE WHEN x.n >= \(CommonFactor.minimumCount) THEN ARRAY(
              SELECT ROW (c.attribute, c.value, c.n)
              FROM update_batch_reason_factors AS c
              WHERE c.update_batch_id = x.update_batch_id AND c.cause = x.cause AND c.reason_key = x.reason_key
              ORDER BY c.n DESC, c.attribute, c.value) END)
          FROM update_batch_reasons AS x
          WHERE x.update_batch_id = b.id
          ORDER BY \(order(as: "x"))
          LIMIT \(limit))
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
    static let arrayForReasons = """
        CASE WHEN EXISTS (
            SELECT 1
            FROM update_batch_reasons AS x
            WHERE x.update_batch_id = b.id AND x.n >= \(CommonFactor.minimumCount))
          THEN \(array) END
        """
}

extension PostgresColumnReader {
    /// - Parameters:
    ///   - attributes: of the batch.
    ///   - total: how many devices it has.
    mutating func reasons(attributes: [AttributeCount], total: Int) throws -> [ReasonSummary] {
        try records { row in
            let reason = try BatchReason(&row)
            let factors = try row.records { try AttributeCount(&$0) }
            return reason.summary(factors: factors, attributes: attributes, total: total)
        }
    }
}
