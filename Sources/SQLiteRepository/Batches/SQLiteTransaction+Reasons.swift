import SQLStorage
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
              ORDER BY \(BatchReason.order(as: "top"))
              LIMIT ?)
            ORDER BY batch.key, \(BatchReason.order(as: "x"))
            """, [SQLList(batches.map(\.id)), limit], decode: BatchReason.init)
        let grouped = found.filter(\.mayHaveCommonFactor).map(\.group)
        let factors = grouped.isEmpty ? [:] : try factors(of: grouped)
        let attributes = grouped.isEmpty ? [:] : try attributes(of: Set(grouped.map(\.batch)))
        return Dictionary(grouping: found) { $0.group.batch }.mapValues { reasons in
            reasons.map { reason in
                reason.summary(
                    factors: factors[reason.group] ?? [], attributes: attributes[reason.group.batch] ?? [],
                    total: totals[reason.group.batch] ?? 0)
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
            """, [SQLList(batches)]
        ) { row -> (batch: UpdateBatch.ID, count: AttributeCount) in (try row.id(), try AttributeCount(&row)) }
        return Dictionary(grouping: found) { $0.batch }.mapValues { $0.map(\.count) }
    }

    private func factors(of keys: [BatchReason.Group]) throws -> [BatchReason.Group: [AttributeCount]] {
        let entries = SQLRows(
            keys, in: dialect,
            columns: [
                .integer("batch") { $0.batch }, .text("cause") { $0.cause }, .text("reason_key") { $0.reasonKey },
            ])
        let found = try rows(
            """
            SELECT x.update_batch_id, x.cause, x.reason_key, x.attribute, x.value, x.n
            FROM \(entries.table(as: "entry", at: 1))
            CROSS JOIN update_batch_reason_factors AS x
              ON x.update_batch_id = entry.batch
              AND x.cause = entry.cause
              AND x.reason_key = entry.reason_key
            ORDER BY entry.place, x.n DESC, x.attribute, x.value
            """, entries.arguments
        ) { row -> (group: BatchReason.Group, count: AttributeCount) in
            (try BatchReason.Group(&row), try AttributeCount(&row))
        }
        return Dictionary(grouping: found) { $0.group }.mapValues { $0.map(\.count) }
    }
}
