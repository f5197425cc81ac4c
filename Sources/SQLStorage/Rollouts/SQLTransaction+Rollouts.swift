import SlipwayCore

extension SQLTransaction {
    /// Two statements: the figures have to be those of a moment at which the lock is held already.
    package func lockedRollout(_ id: Rollout.ID) throws -> Rollout? {
        try lock("SELECT id FROM rollouts WHERE id = $1", .exclusive, [id])
        return try rollout(id)
    }

    package func batches(
        of rollout: Rollout.ID, in states: Set<UpdateBatchState>, limit: Int
    ) throws -> [UpdateBatch.ID] {
        try rows(
            """
            SELECT id
            FROM update_batches
            WHERE rollout_id = $1
              AND status \(dialect.among("$2", .text))
            ORDER BY sequence
            LIMIT $3
            """, [rollout, SQLList(states.map(\.rawValue).sorted()), limit]
        ) { try $0.id() }
    }

    package func openRollouts(of release: FirmwareRelease.ID) throws -> [Rollout.ID] {
        try rows(
            """
            SELECT id
            FROM rollouts\(dialect.indexed(by: "rollouts_open"))
            WHERE status IN (\(RolloutState.open.sqlNames))
              AND firmware_id = $1
            ORDER BY id
            """, [release]
        ) { try $0.id() }
    }

    package func requestedRollout(_ key: RequestKey) throws -> RequestedRollout? {
        try first(
            "SELECT rollout_id, body_sha256 FROM request_keys WHERE scope = $1 AND key = $2", [key.scopeName, key.key]
        ) { RequestedRollout(rollout: try $0.id(), bodySHA256: try $0.text()) }
    }

    package func onlyBatch(of rollout: Rollout.ID) throws -> UpdateBatch.ID? {
        let first: [UpdateBatch.ID] = try rows(
            """
            SELECT b.id
            FROM rollouts AS r
            JOIN update_batches AS b ON b.rollout_id = r.id
            WHERE r.id = $1 AND r.plan_version IS NULL
            ORDER BY b.sequence
            LIMIT 2
            """, [rollout]
        ) { try $0.id() }
        return first.count == 1 ? first.first : nil
    }

    package func batchToCancel(
        in states: Set<UpdateBatchState>, except others: [UpdateBatch.ID]
    ) throws -> UpdateBatch.ID? {
        try first(
            """
            SELECT b.id
            FROM rollouts AS r\(dialect.indexed(by: "rollouts_open"))
            \(dialect.joinInOrder) update_batches AS b ON b.rollout_id = r.id
            WHERE r.status IN (\(RolloutState.open.sqlNames))
              AND r.status = \(RolloutState.cancelling.sqlName)
              AND b.status \(dialect.among("$1", .text))
              AND NOT (\(dialect.unindexed("b.id")) \(dialect.among("$2", .integer)))
            ORDER BY r.id, b.sequence
            LIMIT 1
            """, [SQLList(states.map(\.rawValue).sorted()), SQLList(others)]
        ) { try $0.id() }
    }

    package func insert(_ rollout: NewRollout) throws -> Rollout.ID {
        let id: Rollout.ID? = try first(
            """
            INSERT INTO rollouts (
              organization_id, name, firmware_id, status, max_in_flight, per_minute, shards, created_by, plan,
              plan_version, seed, start_at, end_at, window_opens_at, window_closes_at, rollback_of, retry_of_rollout, walk,
              bytes_per_second, prepares_rollback, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
              $21, $9, $9)
            RETURNING id
            """,
            [
                rollout.organizationID, rollout.name, rollout.firmwareID, rollout.status.rawValue,
                rollout.maximumInFlight, rollout.joinsPerMinute, rollout.shards, rollout.createdBy, now,
                rollout.plan?.text, rollout.plan?.version, rollout.plan?.seed, rollout.schedule.startAt,
                rollout.schedule.endAt, rollout.schedule.window?.opensAt, rollout.schedule.window?.closesAt,
                rollout.origin?.rolledBack, rollout.origin?.retried, rollout.walk?.rawValue,
                rollout.bytesPerSecond, rollout.preparesRollback,
            ]
        ) { try $0.id() }
        guard let id else { throw SlipwayError.unknownValue }
        if let gate = rollout.gate { try insert(gate, of: WaveID(rollout: id, number: 1)) }
        if let request = rollout.request { try insert(request, of: id) }
        return id
    }

    private func insert(_ request: RequestKey, of rollout: Rollout.ID) throws {
        try execute(
            """
            INSERT INTO request_keys (scope, key, body_sha256, rollout_id, created_at)
            VALUES ($1, $2, $3, $4, $5)
            """, [request.scopeName, request.key, request.bodySHA256, rollout, now])
    }

    package func setState(of rollout: Rollout.ID, to state: RolloutState, pause: RolloutPause?) throws {
        let cause = pause?.cause
        try execute(
            """
            UPDATE rollouts
            SET status = $2,
              paused_by = $5,
              pause_reason = $6,
              pause_cause = $7,
              released_at = CASE WHEN status = $4 AND $2 <> $4 THEN $3 ELSE released_at END,
              started_at = CASE
                WHEN status = \(RolloutState.scheduled.sqlName) AND $2 = \(RolloutState.pending.sqlName) THEN $3
                ELSE started_at
              END,
              rollback_draft = CASE WHEN $2 IN (\(Self.goingOn)) THEN NULL ELSE rollback_draft END,
              rollback_prepared_at = CASE WHEN $2 IN (\(Self.goingOn)) THEN NULL ELSE rollback_prepared_at END,
              updated_at = $3
            WHERE id = $1
            """,
            [
                rollout, state.rawValue, now, RolloutState.paused.rawValue,
                cause?.isInFirstColumn == true ? cause?.rawValue : nil, pause?.reason,
                cause?.isInFirstColumn == false ? cause?.rawValue : nil,
            ])
    }

    package func setBandwidth(of rollout: Rollout.ID, to bytesPerSecond: Int?) throws {
        try execute(
            """
            UPDATE rollouts
            SET bytes_per_second = $2,
              updated_at = $3
            WHERE id = $1
            """, [rollout, bytesPerSecond, now])
    }

    private static var goingOn: String { [RolloutState.scheduled, .pending, .inProgress].sqlNames }

    package func setRollbackDraft(_ text: String?, of rollout: Rollout.ID) throws {
        try execute(
            """
            UPDATE rollouts
            SET rollback_draft = $2,
              rollback_prepared_at = $3,
              updated_at = $3
            WHERE id = $1
            """, [rollout, text, now])
    }

    package func setWindow(of rollout: Rollout.ID, to window: MaintenanceWindow) throws {
        try execute(
            """
            UPDATE rollouts
            SET window_opens_at = $2,
              window_closes_at = $3,
              updated_at = $4
            WHERE id = $1
            """, [rollout, window.opensAt, window.closesAt, now])
    }
}
