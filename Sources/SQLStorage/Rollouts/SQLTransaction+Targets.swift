import SlipwayCore

extension SQLTransaction {
    package func rolloutsToConduct(limit: Int) throws -> [Rollout.ID] {
        try rows(
            """
            SELECT id
            FROM rollouts\(dialect.indexed(by: "rollouts_open"))
            WHERE status IN (\(RolloutState.open.sqlNames))
              AND (plan IS NOT NULL
                  AND (status IN (\(RolloutState.conducted.sqlNames))
                    OR status IN (\(RolloutState.timed.sqlNames)) AND COALESCE(end_at, window_closes_at) IS NOT NULL
                    OR \(Self.rollbackIsDue))
                OR plan IS NULL AND (status = \(RolloutState.scheduled.sqlName) OR end_at IS NOT NULL)
                OR exclusion_cursor IS NOT NULL)
            ORDER BY id
            LIMIT $1
            """, [limit]
        ) { try $0.id() }
    }

    /// As ``Rollout/isRollbackDue`` says of a rollout.
    private static var rollbackIsDue: String {
        """
        status = \(RolloutState.paused.sqlName) AND paused_by = '\(RolloutPause.Cause.gate.rawValue)'
          AND prepares_rollback AND rollback_prepared_at IS NULL
        """
    }

    package func plan(of rollout: Rollout.ID) throws -> RolloutFreeze? {
        try first(
            """
            SELECT plan, plan_version, seed, freeze_cursor, walk
            FROM rollouts
            WHERE id = $1 AND plan IS NOT NULL
            """, [rollout]
        ) { row in
            let (text, version, seed) = (try row.text(), try row.int(), try row.int64())
            return RolloutFreeze(
                plan: StoredPlan(text: text, version: version, seed: seed), cursor: row.optionalInt64(),
                walk: row.optionalInt64().flatMap { JournalWalk(rawValue: Int($0)) })
        }
    }

    package func stretch(
        of filter: Filter, in scope: OrganizationScope, after cursor: Device.ID?, scanning count: Int,
        excluding exclusion: RolloutExclusion?
    ) throws -> TargetStretch {
        let cursor = cursor?.rawValue ?? Int64.min
        let end: Device.ID? = try first(
            "SELECT max(id) FROM (SELECT id FROM devices WHERE id > $1 ORDER BY id LIMIT $2) AS scanned",
            [cursor, count]
        ) { $0.optionalID() }.flatMap { $0 }
        guard let end else { return TargetStretch(candidates: [], end: nil) }
        var conditions = [SQLCondition("d.id > ? AND d.id <= ?", [cursor, end])]
        if case .one(let id) = scope { conditions.append(SQLCondition("d.organization_id = ?", [id])) }
        conditions += try Device.conditions(for: filter.terms, now: now)
        let condition = SQLCondition.all(conditions)
        let excluded = try Device.condition(of: exclusion, now: now)
        let found = try rows(
            SQLCondition.numbered(
                """
                SELECT \(BatchCandidate.columnsAtRest), \(excluded.sql)
                FROM devices AS d\(dialect.unindexedTable)
                WHERE \(condition.sql)
                ORDER BY d.id
                """), excluded.arguments + condition.arguments, isKept: false
        ) { (candidate: try BatchCandidate(&$0), isExcluded: try $0.bool()) }
        return TargetStretch(
            candidates: found.filter { !$0.isExcluded }.map(\.candidate),
            excluded: found.filter(\.isExcluded).map(\.candidate),
            end: end)
    }

    package func exclusions(of rollout: Rollout.ID) throws -> [ReasonCode: Int] {
        let found: [(ReasonCode, Int)] = try rows(
            "SELECT reason_code, n FROM rollout_exclusions WHERE rollout_id = $1", [rollout]
        ) { (try $0.name(), try $0.int()) }
        return Dictionary(found) { first, _ in first }
    }

    package func insert(_ targets: [RankedTarget], of rollout: Rollout.ID) throws {
        let entries = SQLRows(
            targets, in: dialect,
            columns: [
                .integer("pool") { $0.pool.rawValue }, .integer("rank") { $0.rank }, .integer("device") { $0.device },
            ])
        try execute(
            """
            INSERT INTO rollout_targets (rollout_id, pool, rank, device_id)
            SELECT $1, entry.pool, entry.rank, entry.device
            FROM \(entries.table(as: "entry", at: 2))
            ORDER BY entry.place
            """, [rollout] + entries.arguments)
        guard targets.contains(where: { $0.pool == .cover }) else { return }
        // Of each hardware version the first few stay, whatever stretch of the fleet they were found in.
        try execute(
            """
            UPDATE rollout_targets
            SET pool = \(RankedTarget.Pool.rest.rawValue)
            WHERE rollout_id = $1
              AND pool = \(RankedTarget.Pool.cover.rawValue)
              AND device_id IN (
                SELECT device_id
                FROM (
                  SELECT t.device_id,
                    row_number() OVER (PARTITION BY d.hardware_version ORDER BY t.rank, t.device_id) AS place
                  FROM rollout_targets AS t
                  JOIN devices AS d ON d.id = t.device_id
                  WHERE t.rollout_id = $1 AND t.pool = \(RankedTarget.Pool.cover.rawValue)) AS ranked
                WHERE place > $2)
            """, [rollout, RolloutPlan.coveredPerHardware])
    }

    package func exclude(_ counts: [ReasonCode: Int], from rollout: Rollout.ID) throws {
        for (reason, count) in counts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            try execute(
                """
                INSERT INTO rollout_exclusions (rollout_id, reason_code, n)
                VALUES ($1, $2, $3)
                ON CONFLICT (rollout_id, reason_code) DO UPDATE SET n = rollout_exclusions.n + excluded.n
                """, [rollout, reason.rawValue, count])
        }
    }

    package func removeTargets(of rollout: Rollout.ID, limit: Int) throws -> Int {
        try changes(
            of: "DELETE FROM rollout_targets WHERE \(Self.head(limit: "$2"))", [rollout, limit])
    }

    /// The first targets of the rollout `$1`.
    static func head(limit: String) -> String {
        """
        (rollout_id, pool, rank, device_id) IN (
          SELECT rollout_id, pool, rank, device_id
          FROM rollout_targets
          WHERE rollout_id = $1
          ORDER BY pool, rank, device_id
          LIMIT \(limit))
        """
    }

    package func noteFreeze(of rollout: Rollout.ID, adding count: Int, upTo cursor: Int64?) throws {
        try execute(
            """
            UPDATE rollouts
            SET freeze_cursor = COALESCE($3, freeze_cursor),
              frozen_at = CASE WHEN $4 THEN $5 ELSE frozen_at END,
              next_walk_at = CASE WHEN $4 THEN NULL ELSE next_walk_at END,
              n_targets = n_targets + $2,
              n_targets_left = n_targets_left + $2,
              updated_at = $5
            WHERE id = $1
            """, [rollout, count, cursor, cursor == nil, now])
    }

    package func noteTaken(_ count: Int, from rollout: Rollout.ID) throws {
        try execute(
            """
            UPDATE rollouts
            SET n_targets_left = n_targets_left - $2,
              updated_at = $3
            WHERE id = $1
            """, [rollout, count, now])
    }
}
