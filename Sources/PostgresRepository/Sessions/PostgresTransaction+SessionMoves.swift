import SQLStorage
import SlipwayCore

extension PostgresTransaction {
    func start(
        _ session: SessionID, of device: Device.ID, firmware: FirmwareRelease.ID, deadlineAt: Timestamp?
    ) throws -> Bool {
        try changes(
            of: """
                INSERT INTO update_sessions (
                  session_id, device_id, firmware_id, update_status, started_at, state_since, deadline_at, created_at,
                  updated_at)
                VALUES ($1, $2, $3, 'initiated', $5, $5, $4, $5, $5)
                ON CONFLICT (device_id) WHERE update_status IN (\(UpdateSessionState.open.sqlNames)) DO NOTHING
                """, [session, device, firmware, deadlineAt, now]) > 0
    }

    func move(_ move: SessionMove) throws -> Bool {
        try answers(to: [statement(for: move)]).allSatisfy { $0.count == 1 }
    }

    func move(_ move: SessionMove, in batch: UpdateBatch.ID) throws -> UpdateBatch? {
        let answers = try answers(to: [statement(for: move), PostgresStatement(batchByID, [batch.sqlValue])])
        guard answers.count == 2, answers[0].count == 1 else { return nil }
        guard answers[1].count == 1 else { throw SlipwayError.unknownValue }
        var columns = PostgresColumnReader(answers[1], row: 0)
        return try UpdateBatch(&columns)
    }

    /// One statement, whose triggers count in the order in which its parts change rows: a session is in flight no longer
    /// before its device is initiated no longer, so that every figure satisfies its CHECK after each step.
    private func statement(for move: SessionMove) -> PostgresStatement {
        let changesState = move.from != move.to
        let counted = move.from.isInFlight ? move.phaseBucket : nil
        let arguments: SQLArguments = [
            move.session, move.from.rawValue, move.to.rawValue, changesState, move.to.isFinal, move.deadlineAt,
            move.isReport, move.reasonCode?.rawValue, now, move.failureReason, move.progressPercent,
            move.batchDeviceStatus?.rawValue, move.reasonKey?.rawValue, move.firmwareVersion, counted,
            move.verifyBy,
        ]
        return PostgresStatement(
            """
            WITH moved AS (
              UPDATE update_sessions
              SET update_status = $3,
                state_since = CASE WHEN $4::boolean THEN $9 ELSE state_since END,
                completed_at = CASE WHEN $5::boolean THEN $9 ELSE completed_at END,
                deadline_at = CASE WHEN $5::boolean THEN NULL ELSE $6::timestamptz END,
                last_report_at = CASE WHEN $7::boolean THEN $9 ELSE last_report_at END,
                reason_code = COALESCE($8, reason_code),
                failure_reason = COALESCE($10, failure_reason),
                progress_percent = COALESCE($11, progress_percent),
                updated_at = $9
              WHERE id = $1 AND update_status = $2
              RETURNING session_id, device_id),
            part AS MATERIALIZED (
              SELECT bd.id, bd.update_batch_id, bd.silent_at IS NOT NULL AS is_silent
              FROM moved
              JOIN update_batch_devices AS bd ON bd.update_session_id = moved.session_id),
            batch_device AS (
              UPDATE update_batch_devices AS bd
              SET status = COALESCE($12, bd.status),
                reason_code = CASE WHEN $12::text IS NULL THEN bd.reason_code ELSE $8 END,
                failure_reason = CASE WHEN $12::text IS NULL THEN bd.failure_reason ELSE $10 END,
                reason_key = CASE WHEN $12::text IS NULL THEN bd.reason_key ELSE $13 END,
                verify_by = CASE WHEN $12::text IS NULL THEN bd.verify_by ELSE $16::timestamptz END,
                silent_at = CASE WHEN $4 OR $7 THEN NULL ELSE bd.silent_at END,
                silent_in = CASE WHEN $4 OR $7 THEN NULL ELSE bd.silent_in END,
                updated_at = $9
              FROM part
              WHERE bd.id = part.id AND ($12::text IS NOT NULL OR part.is_silent AND ($4 OR $7))),
            device AS (
              UPDATE devices
              SET firmware_version = $14,
                updated_at = $9
              FROM moved
              WHERE $14::text IS NOT NULL
                AND devices.id = moved.device_id
                AND devices.firmware_version <> $14),
            phase AS (
              INSERT INTO update_batch_phases (update_batch_id, phase, bucket, n)
              SELECT update_batch_id, $2, $15::integer, 1
              FROM part
              WHERE $15::integer IS NOT NULL
              ON CONFLICT (update_batch_id, phase, bucket) DO UPDATE SET n = update_batch_phases.n + 1)
            SELECT device_id
            FROM moved
            """, arguments.values)
    }
}
