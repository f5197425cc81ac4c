import SQLRecords
import SlipwayCore

extension PostgresTransaction {
    func insert(
        _ rollout: NewRollout, devices: [NewBatchDevice], retryOf: UpdateBatch.ID?
    ) throws -> UpdateBatch {
        let rolloutID: Rollout.ID? = try first(
            """
            INSERT INTO rollouts (
              organization_id, name, firmware_id, status, max_in_flight, created_by, request_id, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
            ON CONFLICT (request_id) DO NOTHING
            RETURNING id
            """,
            [
                rollout.organizationID, rollout.name, rollout.firmwareID, RolloutState.pending.rawValue,
                rollout.maximumInFlight, rollout.createdBy, rollout.requestID, now,
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
            VALUES ($1, $2, $3, $4, $5, 1, 1, $8, $6, $7, $8, $8)
            ON CONFLICT (retry_of) DO NOTHING
            RETURNING id
            """,
            [
                rollout.name, rollout.firmwareID, UpdateBatchState.pending.rawValue, rolloutID, rollout.organizationID,
                retryOf, rollout.createdBy, now,
            ]
        ) { try $0.id() }
        if let id { return id }
        // A batch is retried once.
        guard let retried = try retryOf.flatMap({ try batch($0) }) else { throw SlipwayError.unknownValue }
        throw SlipwayError.illegalBatchTransition(from: retried.status, event: "retried")
    }

    private func insert(_ devices: [NewBatchDevice], into batch: UpdateBatch.ID) throws {
        let fields: [(NewBatchDevice) -> (any SQLParameter)?] = [
            { $0.deviceID }, { $0.fromVersion }, { $0.hardwareVersion },
        ]
        try execute(
            """
            INSERT INTO update_batch_devices (
              update_batch_id, device_id, status, from_version, hardware_version, created_at, updated_at)
            SELECT $4, entry.device, 'pending', entry.version, entry.hardware, $5, $5
            FROM unnest($1::bigint[], $2::text[], $3::text[])
              WITH ORDINALITY AS entry (device, version, hardware, place)
            ORDER BY entry.place
            """, SQLArray.columns(of: devices, fields) + [batch, now])
    }

    func setState(of batch: UpdateBatch.ID, to state: UpdateBatchState, failureReason: String?) throws {
        let rollout = RolloutState(following: state)
        // Before the batch, whose own state still says whether a pause ends.
        try execute(
            """
            UPDATE rollouts AS r
            SET status = $2,
              released_at = CASE WHEN b.status = 'paused' AND $2 <> 'paused' THEN $3 ELSE r.released_at END,
              updated_at = $3
            FROM update_batches AS b
            WHERE b.id = $1 AND r.id = b.rollout_id
            """, [batch, rollout.rawValue, now])
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
