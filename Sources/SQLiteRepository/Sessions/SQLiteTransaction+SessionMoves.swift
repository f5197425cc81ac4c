import SQLStorage
import SlipwayCore

extension SQLiteTransaction {
    func start(
        _ session: SessionID, of device: Device.ID, firmware: FirmwareRelease.ID, deadlineAt: Timestamp?
    ) throws -> Bool {
        try changes(
            of: """
                INSERT INTO update_sessions (
                  session_id, device_id, firmware_id, update_status, started_at, state_since, deadline_at, created_at,
                  updated_at)
                VALUES (?1, ?2, ?3, 'initiated', ?5, ?5, ?4, ?5, ?5)
                ON CONFLICT (device_id) WHERE update_status IN (\(UpdateSessionState.open.sqlNames)) DO NOTHING
                """,
            [
                session.description, device.rawValue, firmware.rawValue, deadlineAt?.milliseconds, now.milliseconds,
            ]) > 0
    }

    func move(_ move: SessionMove) throws -> Bool {
        let owner = try first(
            """
            SELECT bd.id, bd.update_batch_id
            FROM update_sessions AS s
            LEFT JOIN update_batch_devices AS bd ON bd.update_session_id = s.session_id
            WHERE s.id = ? AND s.update_status = ?
            """, [move.session.rawValue, move.from.rawValue]
        ) { row -> (device: UpdateBatchDevice.ID?, batch: UpdateBatch.ID?) in (row.optionalID(), row.optionalID()) }
        guard let owner else { return false }

        // In this order every figure satisfies its CHECK after each step: who is silent, or in flight, is initiated.
        let changesState = move.from != move.to
        if let batchDevice = owner.device, move.isReport || changesState { try endSilence(of: batchDevice) }
        try moveSession(move, changesState: changesState)
        if let batchDevice = owner.device, let status = move.batchDeviceStatus {
            try moveBatchDevice(batchDevice, to: status, of: move)
        }
        if let version = move.firmwareVersion { try recordVersion(version, of: move.device) }
        if let batch = owner.batch, let bucket = move.phaseBucket, move.from.isInFlight {
            try count(bucket: bucket, phase: move.from, of: batch)
        }
        return true
    }

    func move(_ move: SessionMove, in batch: UpdateBatch.ID) throws -> UpdateBatch? {
        try self.move(move) ? self.batch(batch) : nil
    }

    private func moveSession(_ move: SessionMove, changesState: Bool) throws {
        try execute(
            """
            UPDATE update_sessions
            SET update_status = ?3,
              state_since = IIF(?4, ?9, state_since),
              completed_at = IIF(?5, ?9, completed_at),
              deadline_at = IIF(?5, NULL, ?6),
              last_report_at = IIF(?7, ?9, last_report_at),
              reason_code = COALESCE(?8, reason_code),
              failure_reason = COALESCE(?10, failure_reason),
              progress_percent = COALESCE(?11, progress_percent),
              updated_at = ?9
            WHERE id = ?1 AND update_status = ?2
            """,
            [
                move.session.rawValue, move.from.rawValue, move.to.rawValue, changesState, move.to.isFinal,
                move.deadlineAt?.milliseconds, move.isReport, move.reasonCode?.rawValue, now.milliseconds,
                move.failureReason, move.progressPercent,
            ])
    }

    private func moveBatchDevice(
        _ id: UpdateBatchDevice.ID, to status: UpdateBatchDeviceState, of move: SessionMove
    ) throws {
        try execute(
            """
            UPDATE update_batch_devices
            SET status = ?2,
              reason_code = ?3,
              failure_reason = ?4,
              reason_key = ?5,
              verify_by = ?7,
              updated_at = ?6
            WHERE id = ?1
            """,
            [
                id.rawValue, status.rawValue, move.reasonCode?.rawValue, move.failureReason,
                move.reasonKey?.rawValue, now.milliseconds, move.verifyBy?.milliseconds,
            ])
    }

    private func recordVersion(_ version: String, of device: Device.ID) throws {
        try execute(
            """
            UPDATE devices
            SET firmware_version = ?2,
              updated_at = ?3
            WHERE id = ?1
            """, [device.rawValue, version, now.milliseconds])
    }

    private func count(bucket: Int, phase: UpdateSessionState, of batch: UpdateBatch.ID) throws {
        try execute(
            """
            INSERT INTO update_batch_phases (update_batch_id, phase, bucket, n)
            VALUES (?, ?, ?, 1)
            ON CONFLICT (update_batch_id, phase, bucket) DO UPDATE SET n = n + 1
            """, [batch.rawValue, phase.rawValue, bucket])
    }

    private func endSilence(of batchDevice: UpdateBatchDevice.ID) throws {
        try execute(
            """
            UPDATE update_batch_devices
            SET silent_at = NULL,
              silent_in = NULL,
              updated_at = ?2
            WHERE id = ?1 AND silent_at IS NOT NULL
            """, [batchDevice.rawValue, now.milliseconds])
    }
}
