import SQLRecords
import SlipwayCore

extension PostgresTransaction {
    func start(
        _ session: SessionID, of device: Device.ID, firmware: FirmwareRelease.ID, deadlineAt: Timestamp?
    ) throws -> Bool {
        // Who deactivates the device meanwhile waits, and finds the session to cancel.
        try lock("SELECT id FROM devices WHERE id = $1", .shared, [device])
        return try execute(
            """
            INSERT INTO update_sessions (
              session_id, device_id, firmware_id, update_status, started_at, state_since, deadline_at, created_at,
              updated_at)
            VALUES ($1, $2, $3, 'initiated', $5, $5, $4, $5, $5)
            ON CONFLICT (device_id) WHERE update_status IN (\(FirstSchema.openSessionStates)) DO NOTHING
            """, [session, device, firmware, deadlineAt, now]) > 0
    }

    func move(_ move: SessionMove) throws -> Bool {
        let place = try first(
            """
            SELECT bd.id, bd.update_batch_id
            FROM update_sessions AS s
            LEFT JOIN update_batch_devices AS bd ON bd.update_session_id = s.session_id
            WHERE s.id = $1 AND s.update_status = $2\(locking("s"))
            """, [move.session, move.from.rawValue]
        ) { row -> (device: UpdateBatchDevice.ID?, batch: UpdateBatch.ID?) in (row.optionalID(), row.optionalID()) }
        guard let place else { return false }

        // In this order every figure satisfies its CHECK after each step: who is silent, or in flight, is initiated.
        let changesState = move.from != move.to
        if let batchDevice = place.device, move.isReport || changesState { try endSilence(of: batchDevice) }
        try moveSession(move, changesState: changesState)
        if let batchDevice = place.device, let status = move.batchDeviceStatus {
            try moveBatchDevice(batchDevice, to: status, of: move)
        }
        if let version = move.firmwareVersion { try recordVersion(version, of: move.device) }
        if let batch = place.batch, let bucket = move.phaseBucket, move.from.isInFlight {
            try count(bucket: bucket, phase: move.from, of: batch)
        }
        return true
    }

    private func moveSession(_ move: SessionMove, changesState: Bool) throws {
        try execute(
            """
            UPDATE update_sessions
            SET update_status = $2,
              state_since = CASE WHEN $3::boolean THEN $8 ELSE state_since END,
              completed_at = CASE WHEN $4::boolean THEN $8 ELSE completed_at END,
              deadline_at = CASE WHEN $4::boolean THEN NULL ELSE $5::timestamptz END,
              last_report_at = CASE WHEN $6::boolean THEN $8 ELSE last_report_at END,
              reason_code = COALESCE($7, reason_code),
              failure_reason = COALESCE($9, failure_reason),
              progress_percent = COALESCE($10, progress_percent),
              updated_at = $8
            WHERE id = $1
            """,
            [
                move.session, move.to.rawValue, changesState, move.to.isFinal, move.deadlineAt, move.isReport,
                move.reasonCode?.rawValue, now, move.failureReason, move.progressPercent,
            ])
    }

    private func moveBatchDevice(
        _ id: UpdateBatchDevice.ID, to status: UpdateBatchDeviceState, of move: SessionMove
    ) throws {
        try execute(
            """
            UPDATE update_batch_devices
            SET status = $2,
              reason_code = $3,
              failure_reason = $4,
              reason_key = $5,
              updated_at = $6
            WHERE id = $1
            """,
            [
                id, status.rawValue, move.reasonCode?.rawValue, move.failureReason, move.reasonKey?.rawValue, now,
            ])
    }

    private func recordVersion(_ version: String, of device: Device.ID) throws {
        try execute(
            """
            UPDATE devices
            SET firmware_version = $2,
              updated_at = $3
            WHERE id = $1
            """, [device, version, now])
    }

    private func count(bucket: Int, phase: UpdateSessionState, of batch: UpdateBatch.ID) throws {
        try execute(
            """
            INSERT INTO update_batch_phases (update_batch_id, phase, bucket, n)
            VALUES ($1, $2, $3, 1)
            ON CONFLICT (update_batch_id, phase, bucket) DO UPDATE SET n = update_batch_phases.n + 1
            """, [batch, phase.rawValue, bucket])
    }

    private func endSilence(of batchDevice: UpdateBatchDevice.ID) throws {
        try execute(
            """
            UPDATE update_batch_devices
            SET silent_at = NULL,
              silent_in = NULL,
              updated_at = $2
            WHERE id = $1 AND silent_at IS NOT NULL
            """, [batchDevice, now])
    }
}
