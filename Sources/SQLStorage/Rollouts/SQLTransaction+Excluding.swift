import SlipwayCore

extension SQLTransaction {
    package func setExclusion(_ exclusion: StandingExclusion, of rollout: Rollout.ID) throws {
        try execute(
            """
            UPDATE rollouts
            SET exclusions = $2,
              exclusion_cursor = $3,
              updated_at = $4
            WHERE id = $1
            """, [rollout, exclusion.text, exclusion.cursor?.text, now])
    }

    package func reach(of exclusion: RolloutExclusion, in rollout: Rollout.ID) throws -> ExclusionReach {
        let excluded = try Device.condition(of: exclusion, now: now)
        let found: (excluded: Int, all: Int)? = try first(
            SQLCondition.numbered(
                """
                SELECT count(*) FILTER (WHERE \(excluded.sql)), count(*)
                FROM (
                  SELECT t.device_id
                  FROM rollout_targets AS t
                  WHERE t.rollout_id = ?
                  UNION ALL
                  SELECT bd.device_id
                  FROM update_batches AS b
                  \(dialect.joinInOrder) update_batch_devices AS bd ON bd.update_batch_id = b.id
                  LEFT JOIN update_sessions AS s ON s.session_id = bd.update_session_id
                  WHERE b.rollout_id = ?
                    AND bd.status IN (\(UpdateBatchDeviceState.open.sqlNames))
                    AND (s.session_id IS NULL OR s.update_status IN (\(UpdateSessionState.cancellable.sqlNames)))
                ) AS unflashed
                \(dialect.joinInOrder) devices AS d ON d.id = unflashed.device_id
                """), excluded.arguments + [rollout, rollout], isKept: false
        ) { (try $0.int(), try $0.int()) }
        guard let found else { throw SlipwayError.unknownValue }
        return ExclusionReach(devices: found.excluded, leavesOthers: found.excluded < found.all)
    }

    package func batchUnderWay(
        of rollout: Rollout.ID, after sequence: Int
    ) throws -> (id: UpdateBatch.ID, sequence: Int)? {
        try first(
            """
            SELECT id, sequence
            FROM update_batches
            WHERE rollout_id = $1
              AND sequence > $2
              AND status IN ('pending', 'in_progress', 'paused')
            ORDER BY sequence
            LIMIT 1
            """, [rollout, sequence]
        ) { (try $0.id(), try $0.int()) }
    }

    package func removeTargets(
        of rollout: Rollout.ID, excludedBy exclusion: RolloutExclusion, after place: StandingExclusion.TargetPlace?,
        scanning count: Int, isForGood: Bool
    ) throws -> ExcludedTargets {
        let start = place ?? StandingExclusion.TargetPlace(pool: -1, rank: .min)
        let end: StandingExclusion.TargetPlace? = try first(
            """
            SELECT pool, rank
            FROM (
              SELECT pool, rank
              FROM rollout_targets
              WHERE rollout_id = $1 AND (pool, rank) > ($2, $3)
              ORDER BY pool, rank, device_id
              LIMIT $4) AS looked
            ORDER BY pool DESC, rank DESC
            LIMIT 1
            """, [rollout, start.pool, start.rank, count]
        ) { StandingExclusion.TargetPlace(pool: try $0.int(), rank: try $0.int64()) }
        guard let end else { return ExcludedTargets(removed: 0, end: nil) }
        let excluded = try Device.condition(of: exclusion, now: now)
        // All of one rank are in it, whatever the count.
        let stretch: SQLArguments = [rollout, start.pool, start.rank, end.pool, end.rank]
        let found = """
            SELECT d.id
            FROM rollout_targets AS t
            \(dialect.joinInOrder) devices AS d ON d.id = t.device_id
            WHERE t.rollout_id = ? AND (t.pool, t.rank) > (?, ?) AND (t.pool, t.rank) <= (?, ?)
              AND (\(excluded.sql))
            """
        if isForGood {
            let devices: [Device.ID] = try rows(
                SQLCondition.numbered(found), stretch + excluded.arguments, isKept: false
            ) { try $0.id() }
            try leaveOut(devices, of: rollout)
        }
        let removed = try changes(
            of: SQLCondition.numbered(
                """
                DELETE FROM rollout_targets
                WHERE rollout_id = ? AND (pool, rank) > (?, ?) AND (pool, rank) <= (?, ?)
                  AND device_id IN (
                    \(found))
                """), stretch + stretch + excluded.arguments)
        return ExcludedTargets(removed: removed, end: end)
    }

    package func cancelDevices(
        of batch: UpdateBatch.ID, excludedBy exclusion: RolloutExclusion, sessionsIn states: Set<UpdateSessionState>,
        failureReason: String, reasonKey: ReasonKey
    ) throws -> Int {
        let excluded = try Device.condition(of: exclusion, now: now)
        let found: [(id: UpdateBatchDevice.ID, session: SessionID?)] = try rows(
            SQLCondition.numbered(
                """
                SELECT bd.id, bd.update_session_id
                FROM update_batch_devices AS bd\(dialect.indexed(by: "update_batch_devices_open"))
                \(dialect.joinInOrder) devices AS d ON d.id = bd.device_id
                WHERE bd.update_batch_id = ?
                  AND bd.status IN (\(UpdateBatchDeviceState.open.sqlNames))
                  AND (\(excluded.sql))
                ORDER BY bd.id
                """), [batch] + excluded.arguments, isKept: false
        ) { (id: try $0.id(), session: try $0.optionalSessionID()) }
        guard !found.isEmpty else { return 0 }
        let sessions = found.compactMap(\.session)
        try lock(
            "SELECT id FROM update_sessions WHERE session_id \(dialect.among("$1", .sessionID)) ORDER BY id",
            .exclusive, [SQLList(sessions)])
        // Before the figures that the end of a silence moves.
        try lock(
            """
            SELECT p.shard
            FROM rollout_places AS p
            WHERE (p.rollout_id, p.shard) = (SELECT b.rollout_id, b.shard FROM update_batches AS b WHERE b.id = $1)
            """, .exclusive, [batch])
        let cancelled = try cancelSessions(
            sessions, in: states, reasonCode: .excluded, failureReason: failureReason, reasonKey: reasonKey)
        let pending = found.filter { $0.session == nil }.map(\.id)
        guard !pending.isEmpty else { return cancelled.count }
        try countOnce(in: batch) {
            try execute(
                """
                UPDATE update_batch_devices
                SET status = $2,
                  reason_code = $3,
                  failure_reason = $4,
                  reason_key = $5,
                  updated_at = $6
                WHERE id \(dialect.among("$1", .integer))
                  AND \(dialect.unindexed("status")) = 'pending'
                """,
                [
                    SQLList(pending), UpdateBatchDeviceState.failed.rawValue, ReasonCode.excluded.rawValue,
                    failureReason, reasonKey.rawValue, now,
                ])
        }
        return cancelled.count + pending.count
    }
}
