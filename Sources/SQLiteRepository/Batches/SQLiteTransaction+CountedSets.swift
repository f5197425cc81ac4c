import SQLStorage
import SlipwayCore

extension SQLiteTransaction {
    /// Triggers run once a row here: they leave a batch alone that is in `counted_sets`, and count what has changed when
    /// it goes. Where it does not go, nothing can be committed.
    func countOnce(in batch: UpdateBatch.ID, _ change: () throws -> Void) throws {
        try execute(
            """
            INSERT INTO counted_sets (
              update_batch_id, last_id, n_total, n_pending, n_initiated, n_succeeded, n_failed,
              n_left_out)
            SELECT ?1, COALESCE(MAX(id), 0), COUNT(*),
              COUNT(*) FILTER (WHERE status = 'pending'), COUNT(*) FILTER (WHERE status = 'initiated'),
              COUNT(*) FILTER (WHERE status = 'succeeded'), COUNT(*) FILTER (WHERE status = 'failed'),
              COUNT(*) FILTER (WHERE \(BatchCounters.Figure.leftOut.condition))
            FROM update_batch_devices AS bd
            WHERE update_batch_id = ?1
            """, [batch.rawValue])
        try change()
        try execute("DELETE FROM counted_sets WHERE update_batch_id = ?", [batch.rawValue])
    }
}
