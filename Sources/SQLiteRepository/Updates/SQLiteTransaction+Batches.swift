import SQLRecords
import SlipwayCore

extension SQLiteTransaction {
    func insert(
        _ rollout: NewRollout, devices: [NewBatchDevice], retryOf: UpdateBatch.ID?
    ) throws -> UpdateBatch {
        let rolloutID: Rollout.ID? = try first(
            """
            INSERT INTO rollouts (
              organization_id, name, firmware_id, status, max_in_flight, created_by, request_id, created_at, updated_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)
            ON CONFLICT (request_id) DO NOTHING
            RETURNING id
            """,
            [
                rollout.organizationID?.rawValue, rollout.name, rollout.firmwareID.rawValue,
                RolloutState.pending.rawValue, rollout.maximumInFlight, rollout.createdBy, rollout.requestID,
                now.milliseconds,
            ]
        ) { try $0.id() }
        guard let rolloutID else {
            // The request was carried out before: its result is the answer.
            guard let earlier = try rollout.requestID.flatMap({ try batch(requestID: $0) }) else {
                throw SlipwayError.unknownValue
            }
            return earlier
        }
        let batchID = try insertBatch(of: rolloutID, rollout, retryOf: retryOf)
        try insert(devices, into: batchID)
        guard let batch = try batch(batchID) else { throw SlipwayError.unknownValue }
        return batch
    }

    private func insertBatch(
        of rolloutID: Rollout.ID, _ rollout: NewRollout, retryOf: UpdateBatch.ID?
    ) throws -> UpdateBatch.ID {
        let id: UpdateBatch.ID? = try first(
            """
            INSERT INTO update_batches (
              name, firmware_id, status, rollout_id, organization_id, wave, sequence, run_after, retry_of, created_by,
              created_at, updated_at)
            VALUES (?1, ?2, ?3, ?4, ?5, 1, 1, ?8, ?6, ?7, ?8, ?8)
            ON CONFLICT (retry_of) DO NOTHING
            RETURNING id
            """,
            [
                rollout.name, rollout.firmwareID.rawValue, UpdateBatchState.pending.rawValue, rolloutID.rawValue,
                rollout.organizationID?.rawValue, retryOf?.rawValue, rollout.createdBy, now.milliseconds,
            ]
        ) { try $0.id() }
        if let id { return id }
        // A batch is retried once.
        guard let retried = try retryOf.flatMap({ try batch($0) }) else { throw SlipwayError.unknownValue }
        throw SlipwayError.illegalBatchTransition(from: retried.status, event: "retried")
    }

    private func insert(_ devices: [NewBatchDevice], into batch: UpdateBatch.ID) throws {
        let entries = JSONRows.table(devices) {
            [.integer($0.deviceID.rawValue), .text($0.fromVersion), .text($0.hardwareVersion)]
        }
        try execute(
            """
            INSERT INTO update_batch_devices (
              update_batch_id, device_id, status, from_version, hardware_version, created_at, updated_at)
            SELECT ?2, value ->> 0, 'pending', value ->> 1, value ->> 2, ?3, ?3
            FROM json_each(?1)
            ORDER BY key
            """, [entries, batch.rawValue, now.milliseconds])
    }

    func setState(of batch: UpdateBatch.ID, to state: UpdateBatchState, failureReason: String?) throws {
        let rollout = RolloutState(following: state)
        // Before the batch, whose own state still says whether a pause ends.
        try execute(
            """
            UPDATE rollouts
            SET status = ?2,
              released_at = IIF(b.status = 'paused' AND ?2 <> 'paused', ?3, rollouts.released_at),
              updated_at = ?3
            FROM (SELECT rollout_id, status FROM update_batches WHERE id = ?1) AS b
            WHERE rollouts.id = b.rollout_id
            """, [batch.rawValue, rollout.rawValue, now.milliseconds])
        try execute(
            """
            UPDATE update_batches
            SET status = ?2,
              failure_reason = ?3,
              updated_at = ?4
            WHERE id = ?1
            """, [batch.rawValue, state.rawValue, failureReason, now.milliseconds])
    }
}
