import SQLRecords
import SlipwayCore

extension SQLiteTransaction {
    func retryCandidates(of batch: UpdateBatch.ID) throws -> [BatchCandidate] {
        try rows(
            """
            SELECT \(BatchCandidate.columns)
            FROM update_batch_devices AS bd
            JOIN devices AS d ON d.id = bd.device_id
            WHERE bd.update_batch_id = ?
              AND (bd.status = ? OR bd.fell_back_at IS NOT NULL)
            ORDER BY bd.id
            """, [batch.rawValue, UpdateBatchDeviceState.failed.rawValue], decode: BatchCandidate.init)
    }

    func retry(of batch: UpdateBatch.ID) throws -> UpdateBatch? {
        try first(
            """
            SELECT \(UpdateBatch.columns.qualified)
            FROM update_batches AS b
            WHERE b.retry_of = ?
            """, [batch.rawValue], decode: UpdateBatch.init)
    }
}
