import SQLRecords
import SlipwayCore

extension SQLiteTransaction {
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
            FROM json_each(?) AS batch
            CROSS JOIN update_batch_reasons AS x ON x.id IN (
              SELECT top.id
              FROM update_batch_reasons AS top INDEXED BY update_batch_reasons_by_count
              WHERE top.update_batch_id = batch.value
              ORDER BY top.n DESC, top.id
              LIMIT ?)
            ORDER BY batch.key, x.n DESC, x.id
            """, [JSONRows.list(batches.map(\.id.rawValue)), limit], decode: BatchReason.init)
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
            FROM json_each(?) AS batch
            CROSS JOIN update_batch_attributes AS a ON a.update_batch_id = batch.value
            ORDER BY a.update_batch_id, a.n DESC, a.attribute, a.value
            """, [JSONRows.list(batches.map(\.rawValue))]
        ) { row -> (batch: UpdateBatch.ID, count: AttributeCount) in (try row.id(), try AttributeCount(&row)) }
        return Dictionary(grouping: found) { $0.batch }.mapValues { $0.map(\.count) }
    }

    private func factors(of keys: [BatchReason.Place]) throws -> [BatchReason.Place: [AttributeCount]] {
        let entries = JSONRows.table(keys) { [.integer($0.batch.rawValue), .text($0.cause), .text($0.reasonKey)] }
        let found = try rows(
            """
            SELECT x.update_batch_id, x.cause, x.reason_key, x.attribute, x.value, x.n
            FROM json_each(?) AS entry
            CROSS JOIN update_batch_reason_factors AS x
              ON x.update_batch_id = entry.value ->> 0
              AND x.cause = entry.value ->> 1
              AND x.reason_key = entry.value ->> 2
            ORDER BY entry.key, x.n DESC, x.attribute, x.value
            """, [entries]
        ) { row -> (place: BatchReason.Place, count: AttributeCount) in
            (try BatchReason.Place(&row), try AttributeCount(&row))
        }
        return Dictionary(grouping: found) { $0.place }.mapValues { $0.map(\.count) }
    }
}
