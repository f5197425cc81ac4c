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
    /// before its device is initiated no longer, so that every figure satisfies its CHECK after each step. It has only the
    /// parts that the move may need: PostgreSQL pays for setting up every part, even one that finds no row.
    private func statement(for move: SessionMove) -> PostgresStatement {
        let counted = move.from.isInFlight ? move.phaseBucket : nil
        var arguments: SQLArguments = [
            move.session, move.from.rawValue, move.to.rawValue, move.from != move.to, move.to.isFinal, move.deadlineAt,
            move.isReport, move.reasonCode?.rawValue, now, move.failureReason, move.progressPercent,
        ]
        func parameter(_ value: (any SQLParameter)?) -> String {
            arguments.append(value)
            return "$\(arguments.count)"
        }
        var parts: [String] = []
        // Only what is in flight can be silent.
        if move.batchDeviceStatus != nil || move.from.isInFlight {
            parts += [
                Self.part,
                Self.batchDevicePart(
                    status: parameter(move.batchDeviceStatus?.rawValue), reasonKey: parameter(move.reasonKey?.rawValue),
                    verifyBy: parameter(move.verifyBy)),
            ]
        }
        if let version = move.firmwareVersion { parts.append(Self.devicePart(version: parameter(version))) }
        if let counted { parts.append(Self.phasePart(bucket: parameter(counted))) }
        guard !parts.isEmpty else { return PostgresStatement(Self.moved, arguments.values) }
        return PostgresStatement(
            "WITH moved AS (\n\(Self.moved)),\n\(parts.joined(separator: ",\n"))\nSELECT device_id FROM moved",
            arguments.values)
    }

    private static let moved = """
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
        RETURNING session_id, device_id
        """

    private static let part = """
        part AS MATERIALIZED (
          SELECT bd.id, bd.update_batch_id, bd.silent_at IS NOT NULL AS is_silent
          FROM moved
          JOIN update_batch_devices AS bd ON bd.update_session_id = moved.session_id)
        """

    private static func batchDevicePart(status: String, reasonKey: String, verifyBy: String) -> String {
        """
        batch_device AS (
          UPDATE update_batch_devices AS bd
          SET status = COALESCE(\(status), bd.status),
            reason_code = CASE WHEN \(status)::text IS NULL THEN bd.reason_code ELSE $8 END,
            failure_reason = CASE WHEN \(status)::text IS NULL THEN bd.failure_reason ELSE $10 END,
            reason_key = CASE WHEN \(status)::text IS NULL THEN bd.reason_key ELSE \(reasonKey) END,
            verify_by = CASE WHEN \(status)::text IS NULL THEN bd.verify_by ELSE \(verifyBy)::timestamptz END,
            silent_at = CASE WHEN $4 OR $7 THEN NULL ELSE bd.silent_at END,
            silent_in = CASE WHEN $4 OR $7 THEN NULL ELSE bd.silent_in END,
            updated_at = $9
          FROM part
          WHERE bd.id = part.id AND (\(status)::text IS NOT NULL OR part.is_silent AND ($4 OR $7)))
        """
    }

    private static func devicePart(version: String) -> String {
        """
        device AS (
          UPDATE devices
          SET firmware_version = \(version),
            updated_at = $9
          FROM moved
          WHERE devices.id = moved.device_id
            AND devices.firmware_version <> \(version))
        """
    }

    private static func phasePart(bucket: String) -> String {
        """
        phase AS (
          INSERT INTO update_batch_phases (update_batch_id, phase, bucket, n)
          SELECT update_batch_id, $2, \(bucket)::integer, 1
          FROM part
          ON CONFLICT (update_batch_id, phase, bucket) DO UPDATE SET n = update_batch_phases.n + 1)
        """
    }
}
