import SlipwayCore

extension SQLTransaction {
    package func dueVerifications(
        by instant: Timestamp, orBeyond limit: Timestamp, count: Int
    ) throws -> [UpdateBatchDevice.ID] {
        try [("<= $1", instant), ("> $1", limit)].flatMap { comparison, bound in
            try rows(
                """
                SELECT bd.id
                FROM update_batch_devices AS bd\(dialect.indexed(by: "update_batch_devices_unverified"))
                WHERE bd.verify_by IS NOT NULL AND bd.verify_by \(comparison)
                ORDER BY bd.verify_by, bd.id
                LIMIT $2
                """, [bound, count]
            ) { try $0.id() }
        }
    }

    package func verificationContexts(_ ids: [UpdateBatchDevice.ID]) throws -> [VerificationContext] {
        let ids = SQLList(ids)
        let owing = "bd.id \(dialect.among("$1", .integer)) AND \(dialect.unindexed("bd.verify_by")) IS NOT NULL"
        // A word that is being written comes first: it may be of just this device.
        try lock(
            """
            SELECT d.id
            FROM devices AS d
            WHERE d.id IN (SELECT bd.device_id FROM update_batch_devices AS bd WHERE \(owing))
            ORDER BY d.id
            """, .exclusive, [ids])
        try lock(
            """
            SELECT b.id
            FROM update_batches AS b
            WHERE b.id IN (SELECT bd.update_batch_id FROM update_batch_devices AS bd WHERE \(owing))
            ORDER BY b.id
            """, .exclusive, [ids])
        return try rows(
            """
            SELECT bd.id, bd.update_batch_id, d.id, d.device_uid, d.organization_id, s.session_id,
              COALESCE(s.completed_at, bd.updated_at), d.last_heartbeat
            FROM update_batch_devices AS bd
            JOIN devices AS d ON d.id = bd.device_id
            JOIN update_sessions AS s ON s.session_id = bd.update_session_id
            WHERE \(owing)
            ORDER BY bd.id
            """, [ids]
        ) { row in
            VerificationContext(
                batchDevice: try row.id(), batch: try row.id(), device: try row.id(), deviceUID: try row.text(),
                organization: try row.id(), session: try row.sessionID(), completedAt: try row.instant(),
                lastHeardAt: row.optionalInstant())
        }
    }

    package func setVerified(_ verdicts: [UpdateBatchDevice.ID: LossRule.Verdict]) throws {
        let entries = SQLRows(
            verdicts, in: dialect,
            columns: [
                .integer("id") { $0.key }, .instant("verify_by") { $0.value.extension },
                .instant("lost_at") { $0.value == .lost ? now : nil },
            ])
        try execute(
            """
            UPDATE update_batch_devices AS bd
            SET verify_by = entry.verify_by,
              lost_at = entry.lost_at,
              updated_at = $1
            FROM \(entries.table(as: "entry", at: 2))
            WHERE bd.id = entry.id
            """, [now] + entries.arguments)
    }
}

extension LossRule.Verdict {
    fileprivate var `extension`: Timestamp? {
        switch self {
        case .extended(let deadline): deadline
        case .heard, .lost: nil
        }
    }
}
