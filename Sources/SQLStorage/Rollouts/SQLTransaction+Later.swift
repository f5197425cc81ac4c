import SlipwayCore

/// Devices that join a rollout later, and those that never do.
extension SQLTransaction {
    package func members(among targets: [RankedTarget], of rollout: Rollout.ID) throws -> Set<Device.ID> {
        guard !targets.isEmpty else { return [] }
        let entries = SQLRows(
            targets, in: dialect, columns: [.integer("rank") { $0.rank }, .integer("device") { $0.device }])
        let pools = RankedTarget.Pool.allCases.map { "\($0.rawValue)" }.joined(separator: ", ")
        return Set(
            try rows(
                """
                SELECT entry.device
                FROM \(entries.table(as: "entry", at: 2))
                WHERE EXISTS (
                    SELECT 1
                    FROM rollout_targets AS t
                    WHERE t.rollout_id = $1
                      AND t.pool IN (\(pools))
                      AND t.rank = entry.rank
                      AND t.device_id = entry.device)
                  OR EXISTS (
                    SELECT 1
                    FROM update_batch_devices AS bd
                    \(dialect.joinInOrder) update_batches AS b ON b.id = bd.update_batch_id
                    WHERE bd.device_id = entry.device AND b.rollout_id = $1)
                  OR EXISTS (
                    SELECT 1
                    FROM rollout_left_out AS l
                    WHERE l.rollout_id = $1 AND l.device_id = entry.device)
                """, [rollout] + entries.arguments
            ) { try $0.id() })
    }

    package func leaveOut(_ devices: [Device.ID], of rollout: Rollout.ID) throws {
        guard !devices.isEmpty else { return }
        let entries = SQLRows(devices, in: dialect, columns: [.integer("device") { $0 }])
        try execute(
            """
            INSERT INTO rollout_left_out (rollout_id, device_id)
            SELECT $1, entry.device
            FROM \(entries.table(as: "entry", at: 2))
            ORDER BY entry.device
            ON CONFLICT (rollout_id, device_id) DO NOTHING
            """, [rollout] + entries.arguments)
    }

    package func noteLook(
        of rollout: Rollout.ID, adding count: Int, upTo cursor: Int64?, nextAt instant: Timestamp?
    ) throws {
        try execute(
            """
            UPDATE rollouts
            SET freeze_cursor = $3,
              next_walk_at = $4,
              n_later = COALESCE(n_later, 0) + $2,
              n_targets = n_targets + $2,
              n_targets_left = n_targets_left + $2,
              updated_at = $5
            WHERE id = $1
            """, [rollout, count, cursor, instant, now])
    }
}
