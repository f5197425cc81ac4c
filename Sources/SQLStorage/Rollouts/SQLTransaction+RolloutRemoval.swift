import SlipwayCore

extension SQLTransaction {
    package func rollouts(
        endedBefore instant: Timestamp, after anchor: EndedRollout?, limit: Int
    ) throws -> [EndedRollout] {
        var beyond = ""
        var arguments: SQLArguments = [instant, limit]
        if let anchor {
            // The first condition alone is one that an index of the instant can be searched by.
            beyond = " AND updated_at >= $3 AND (updated_at, id) > ($3, $4)"
            arguments += [anchor.endedAt, anchor.id]
        }
        return try rows(
            """
            SELECT updated_at, id
            FROM rollouts\(dialect.indexed(by: "rollouts_by_end"))
            WHERE status IN (\(RolloutState.ended.sqlNames)) AND updated_at < $1\(beyond)
            ORDER BY updated_at, id
            LIMIT $2
            """, arguments
        ) { EndedRollout(endedAt: try $0.instant(), id: try $0.id()) }
    }

    package func removeBatch(ofRolloutEndedBefore instant: Timestamp, _ rollout: Rollout.ID) throws -> RolloutRemoval {
        let batch = try firstBatch(of: rollout)
        if let batch {
            try lock(
                "SELECT id FROM update_batches WHERE id = $1 OR retry_of = $1 ORDER BY id", .exclusive, [batch])
            try lock(
                """
                SELECT id
                FROM update_sessions
                WHERE session_id IN (
                  SELECT update_session_id
                  FROM update_batch_devices
                  WHERE update_batch_id = $1 AND update_session_id IS NOT NULL)
                ORDER BY id
                """, .exclusive, [batch])
        }
        guard try self.rollout(rollout) != nil else { return .removed }
        guard try isRemovable(rollout, batch, endedBefore: instant) else { return .kept }
        if let batch {
            try removeBatch(batch)
            if try firstBatch(of: rollout) != nil { return .batchRemoved }
        }
        if dialect == .postgres { try execute("DELETE FROM rollout_counters WHERE rollout_id = $1", [rollout]) }
        try execute("DELETE FROM rollout_places WHERE rollout_id = $1", [rollout])
        try execute("DELETE FROM rollout_waves WHERE rollout_id = $1", [rollout])
        try execute("DELETE FROM rollout_targets WHERE rollout_id = $1", [rollout])
        try execute("DELETE FROM rollout_left_out WHERE rollout_id = $1", [rollout])
        try execute("DELETE FROM rollout_exclusions WHERE rollout_id = $1", [rollout])
        try execute("DELETE FROM rollout_authors WHERE rollout_id = $1", [rollout])
        try note([], of: .rollout(rollout))
        // Its request keys go with it.
        try execute("DELETE FROM rollouts WHERE id = $1", [rollout])
        return .removed
    }

    private func firstBatch(of rollout: Rollout.ID) throws -> UpdateBatch.ID? {
        try first("SELECT id FROM update_batches WHERE rollout_id = $1 ORDER BY sequence LIMIT 1", [rollout]) {
            try $0.id()
        }
    }

    private func isRemovable(
        _ rollout: Rollout.ID, _ batch: UpdateBatch.ID?, endedBefore instant: Timestamp
    ) throws -> Bool {
        try first(
            """
            SELECT 1
            FROM rollouts AS r
            WHERE r.id = $1
              AND r.status IN (\(RolloutState.ended.sqlNames)) AND r.updated_at < $3
              AND NOT EXISTS (SELECT 1 FROM events AS e WHERE e.rollout_id = $1)
              AND NOT EXISTS (SELECT 1 FROM events AS e WHERE e.update_batch_id = $2)
              AND NOT EXISTS (
                SELECT 1
                FROM update_batch_devices AS bd
                JOIN update_sessions AS s ON s.session_id = bd.update_session_id
                WHERE bd.update_batch_id = $2 AND s.completed_at IS NULL)
            """, [rollout, batch, instant]
        ) { _ in true } ?? false
    }

    private func removeBatch(_ batch: UpdateBatch.ID) throws {
        let sessions = try rows(
            """
            SELECT update_session_id
            FROM update_batch_devices
            WHERE update_batch_id = $1 AND update_session_id IS NOT NULL
            """, [batch]
        ) { try $0.sessionID() }
        try execute("DELETE FROM update_batch_devices WHERE update_batch_id = $1", [batch])
        try execute(
            "DELETE FROM update_sessions WHERE session_id \(dialect.among("$1", .sessionID))", [SQLList(sessions)])
        for table in Self.tablesOfBatches {
            try execute("DELETE FROM \(table) WHERE update_batch_id = $1", [batch])
        }
        try note([], of: .batch(batch))
        try execute("UPDATE update_batches SET retry_of = NULL WHERE retry_of = $1", [batch])
        // The figures of the rollout follow by a trigger: they are always those of the batches that are left.
        let zeros = BatchCounters.columnNames.map { "\($0) = 0" }.joined(separator: ", ")
        try execute("UPDATE update_batches SET \(zeros) WHERE id = $1", [batch])
        try execute("DELETE FROM update_batches WHERE id = $1", [batch])
    }

    private static var tablesOfBatches: [String] {
        [
            "update_batch_reasons", "update_batch_reason_factors", "update_batch_attributes", "update_batch_minutes",
            "update_batch_phases",
        ]
    }
}
