import SlipwayCore

extension SQLTransaction {
    package func insert(
        _ devices: [NewBatchDevice], into rollout: Rollout.ID, retryOf: UpdateBatch.ID?
    ) throws -> UpdateBatch {
        let id = try insertBatch(into: WaveID(rollout: rollout, number: 1), retryOf: retryOf)
        try countOnce(in: id) { try insert(devices, into: id) }
        guard let batch = try batch(id) else { throw SlipwayError.unknownValue }
        return batch
    }

    func insertBatch(into wave: WaveID, retryOf: UpdateBatch.ID?) throws -> UpdateBatch.ID {
        let id: UpdateBatch.ID? = try first(
            """
            INSERT INTO update_batches (
              name, firmware_id, status, rollout_id, organization_id, wave, sequence, shard, run_after, retry_of,
              created_by, created_at, updated_at)
            SELECT r.name, r.firmware_id, $2, r.id, r.organization_id, $5, r.sequence, r.sequence % r.shards, $4, $3,
              r.created_by, $4, $4
            FROM (
              SELECT *,
                (SELECT COALESCE(max(b.sequence), 0) + 1 FROM update_batches AS b WHERE b.rollout_id = $1) AS sequence
              FROM rollouts
              WHERE id = $1) AS r
            WHERE true
            ON CONFLICT (retry_of) DO NOTHING
            RETURNING id
            """, [wave.rollout, UpdateBatchState.pending.rawValue, retryOf, now, wave.number]
        ) { try $0.id() }
        if let id { return id }
        // A batch is retried once.
        guard let retried = try retryOf.flatMap({ try batch($0) }) else { throw SlipwayError.unknownValue }
        throw SlipwayError.illegalBatchTransition(from: retried.status, event: "retried")
    }

    private func insert(_ devices: [NewBatchDevice], into batch: UpdateBatch.ID) throws {
        let entries = SQLRows(
            devices, in: dialect,
            columns: [
                .integer("device") { $0.deviceID }, .text("version") { $0.fromVersion },
                .text("hardware") { $0.hardwareVersion },
            ])
        try execute(
            """
            INSERT INTO update_batch_devices (
              update_batch_id, device_id, status, from_version, hardware_version, created_at, updated_at)
            SELECT $1, entry.device, 'pending', entry.version, entry.hardware, $2, $2
            FROM \(entries.table(as: "entry", at: 3))
            ORDER BY entry.place
            """, [batch, now] + entries.arguments)
    }

    package func setState(of batch: UpdateBatch.ID, to state: UpdateBatchState, failureReason: String?) throws {
        try execute(
            """
            UPDATE update_batches
            SET status = $2,
              failure_reason = $3,
              updated_at = $4
            WHERE id = $1
            """, [batch, state.rawValue, failureReason, now])
    }
}
