import SlipwayCore

/// What is told of all open rollouts at once.
extension SQLTransaction {
    package func waveCounters(of rollouts: [Rollout.ID]) throws -> [WaveID: BatchCounters] {
        guard !rollouts.isEmpty else { return [:] }
        let found = try rows(
            """
            SELECT rollout_id, wave, \(BatchCounters.sums)
            FROM update_batches
            WHERE rollout_id \(dialect.among("$1", .integer))
            GROUP BY rollout_id, wave
            """, [SQLList(rollouts)]
        ) { row in (WaveID(rollout: try row.id(), number: try row.int()), try BatchCounters(&row)) }
        return Dictionary(found) { first, _ in first }
    }

    package func armedWaves(of rollouts: [Rollout.ID]) throws -> [ArmedWave] {
        guard !rollouts.isEmpty else { return [] }
        let states = WaveState.allCases.filter { $0 != .planned && $0 != .skipped }
        return try rows(
            """
            SELECT \(WaveGate.columns), status, soak_from
            FROM rollout_waves
            WHERE rollout_id \(dialect.among("$1", .integer))
              AND status IN (\(states.sqlNames))
            ORDER BY rollout_id, wave
            """, [SQLList(rollouts)]
        ) { row in
            ArmedWave(gate: try WaveGate(&row), state: try row.name(), soakFrom: row.optionalInstant())
        }
    }

    package func placeShards(of rollouts: [Rollout.ID]) throws -> [Rollout.ID: [PlaceShard]] {
        guard !rollouts.isEmpty else { return [:] }
        let found = try rows(
            """
            SELECT place.rollout_id, \(PlaceShard.columns)
            FROM rollout_places AS place
            WHERE place.rollout_id \(dialect.among("$1", .integer))
            ORDER BY place.rollout_id, place.shard
            """, [SQLList(rollouts)]
        ) { row in (rollout: try row.id() as Rollout.ID, shard: try PlaceShard(&row, at: now)) }
        return Dictionary(grouping: found, by: \.rollout).mapValues { $0.compactMap(\.shard) }
    }

    package func plans(of rollouts: [Rollout.ID]) throws -> [Rollout.ID: StoredPlan] {
        guard !rollouts.isEmpty else { return [:] }
        let found: [(Rollout.ID, StoredPlan)] = try rows(
            """
            SELECT id, plan, plan_version, seed
            FROM rollouts
            WHERE id \(dialect.among("$1", .integer))
              AND plan IS NOT NULL
            """, [SQLList(rollouts)]
        ) { row in
            (try row.id(), StoredPlan(text: try row.text(), version: try row.int(), seed: try row.int64()))
        }
        return Dictionary(found) { first, _ in first }
    }
}
