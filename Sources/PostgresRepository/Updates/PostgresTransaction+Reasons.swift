import SQLRecords
import SlipwayCore

extension PostgresTransaction {
    /// The most frequent causes of each batch, in at most three statements.
    ///
    /// - Parameter limit: of the causes of one batch.
    func reasons(
        of batches: [(id: UpdateBatch.ID, total: Int)], limit: Int
    ) throws -> [UpdateBatch.ID: [ReasonSummary]] {
        guard !batches.isEmpty else { return [:] }
        let totals = Dictionary(batches.map { ($0.id, $0.total) }) { first, _ in first }
        let found = try rows(
            """
            SELECT \(BatchReason.columns)
            FROM unnest($1::bigint[]) WITH ORDINALITY AS batch (id, place)
            CROSS JOIN LATERAL (
              SELECT *
              FROM update_batch_reasons AS top
              WHERE top.update_batch_id = batch.id
              ORDER BY top.n DESC, top.id
              LIMIT $2) AS x
            ORDER BY batch.place, x.n DESC, x.id
            """, [SQLArray(batches.map(\.id)), limit], decode: BatchReason.init)
        let grouped = found.filter(\.mayHaveCommonFactor).map(\.place)
        let factors = grouped.isEmpty ? [:] : try factors(of: grouped)
        let attributes = grouped.isEmpty ? [:] : try attributes(of: Set(grouped.map(\.batch)))
        return Dictionary(grouping: found) { $0.place.batch }.mapValues { reasons in
            reasons.map { reason in
                reason.summary(
                    factors: factors[reason.place] ?? [], attributes: attributes[reason.place.batch] ?? [],
                    total: totals[reason.place.batch] ?? 0)
            }
        }
    }

    /// The frequent values first.
    func attributes(of batches: Set<UpdateBatch.ID>) throws -> [UpdateBatch.ID: [AttributeCount]] {
        let found = try rows(
            """
            SELECT a.update_batch_id, a.attribute, a.value, a.n
            FROM update_batch_attributes AS a
            WHERE a.update_batch_id = ANY ($1::bigint[])
            ORDER BY a.update_batch_id, a.n DESC, a.attribute, a.value
            """, [SQLArray(batches)]
        ) { row -> (batch: UpdateBatch.ID, count: AttributeCount) in (try row.id(), try AttributeCount(&row)) }
        return Dictionary(grouping: found) { $0.batch }.mapValues { $0.map(\.count) }
    }

    private func factors(of keys: [BatchReason.Place]) throws -> [BatchReason.Place: [AttributeCount]] {
        let fields: [(BatchReason.Place) -> (any SQLParameter)?] = [{ $0.batch }, { $0.cause }, { $0.reasonKey }]
        let found = try rows(
            """
            SELECT x.update_batch_id, x.cause, x.reason_key, x.attribute, x.value, x.n
            FROM unnest($1::bigint[], $2::text[], $3::text[])
              WITH ORDINALITY AS entry (batch, cause, reason_key, place)
            JOIN update_batch_reason_factors AS x
              ON x.update_batch_id = entry.batch
              AND x.cause = entry.cause
              AND x.reason_key = entry.reason_key
            ORDER BY entry.place, x.n DESC, x.attribute, x.value
            """, SQLArray.columns(of: keys, fields)
        ) { row -> (place: BatchReason.Place, count: AttributeCount) in
            (try BatchReason.Place(&row), try AttributeCount(&row))
        }
        return Dictionary(grouping: found) { $0.place }.mapValues { $0.map(\.count) }
    }
}
