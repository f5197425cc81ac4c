import SlipwayCore

extension SQLTransaction {
    package func places(of rollout: Rollout.ID) throws -> RolloutPlaces? {
        let rows = try rows(
            """
            SELECT r.max_in_flight, r.per_minute, \(PlaceShard.columns), COALESCE(w.waiting, 0)
            FROM rollout_places AS place
            JOIN rollouts AS r ON r.id = place.rollout_id
            LEFT JOIN (
              SELECT shard, sum(n_initiated - (\(BatchCounters.inFlightSum(of: "update_batches")))) AS waiting
              FROM update_batches
              WHERE rollout_id = $1 AND status IN (\(UpdateBatchState.startable.sqlNames))
              GROUP BY shard) AS w ON w.shard = place.shard
            WHERE place.rollout_id = $1
            ORDER BY place.shard
            """, [rollout]
        ) { row in
            let (maximum, joins) = (try row.int(), row.optionalInt64())
            var shard = try PlaceShard(&row, at: now)
            shard?.waiting = try row.int()
            return (maximum: maximum, joins: joins.map { Int($0) }, shard: shard)
        }
        return rows.first.map { first in
            RolloutPlaces(
                maximumInFlight: first.maximum, joinsPerMinute: first.joins, shards: rows.compactMap(\.shard))
        }
    }

    package func rolloutsWithFullShards() throws -> [Rollout.ID] {
        try rows(
            """
            SELECT r.id
            FROM rollouts AS r\(dialect.indexed(by: "rollouts_open"))
            WHERE r.status IN (\(RolloutState.open.sqlNames))
              AND r.status = \(RolloutState.inProgress.sqlName)
              AND r.shards > 1
              AND EXISTS (
                SELECT 1
                FROM rollout_places AS p
                WHERE p.rollout_id = r.id AND (p.taken >= p.places OR p.joined >= p.per_minute))
            ORDER BY r.id
            """, []
        ) { try $0.id() }
    }

    /// Holds all places of a rollout, in their order, until the end of the write.
    func lockPlaces(of rollout: Rollout.ID) throws {
        try lock("SELECT shard FROM rollout_places WHERE rollout_id = $1 ORDER BY shard", .exclusive, [rollout])
    }

    /// All that the rollout has, whatever its shards had before; they must be held.
    func shareOutPlaces(of rollout: Rollout.ID) throws {
        if let places = try places(of: rollout) { try write(places.sharedOut, of: rollout) }
    }

    package func setPace(of rollout: Rollout.ID, maximumInFlight: Int, joinsPerMinute: Int?) throws {
        try lockPlaces(of: rollout)
        guard var places = try places(of: rollout) else { return }
        (places.maximumInFlight, places.joinsPerMinute) = (maximumInFlight, joinsPerMinute)
        try write(places.sharedOut, of: rollout)
        try execute(
            """
            UPDATE rollouts
            SET max_in_flight = $2,
              per_minute = $3,
              updated_at = $4
            WHERE id = $1
            """, [rollout, maximumInFlight, joinsPerMinute, now])
    }

    package func rebalancePlaces(of rollout: Rollout.ID) throws -> Bool {
        try lockPlaces(of: rollout)
        guard let balanced = try places(of: rollout)?.rebalanced else { return false }
        try write(balanced, of: rollout)
        return true
    }

    private func write(_ places: RolloutPlaces, of rollout: Rollout.ID) throws {
        let entries = SQLRows(
            places.shards, in: dialect,
            columns: [
                .integer("shard") { $0.number }, .integer("places") { $0.places },
                .integer("per_minute") { $0.perMinute },
            ])
        try execute(
            """
            UPDATE rollout_places AS p
            SET places = entry.places,
              per_minute = entry.per_minute
            FROM \(entries.table(as: "entry", at: 2))
            WHERE p.rollout_id = $1 AND p.shard = entry.shard
            """, [rollout] + entries.arguments)
    }
}

extension PlaceShard {
    /// Of `place`, the row of a batch's shard.
    package static let columns =
        "place.shard, place.places, place.taken, place.per_minute, place.minute, place.joined"

    /// None where an outer join found no row.
    package init?(_ row: inout some ColumnReader, at now: Timestamp) throws {
        guard !row.isAtNull else {
            row.skip(6)
            return nil
        }
        let (number, places, taken) = (try row.int(), try row.int(), try row.int())
        let perMinute = row.optionalInt64().map { Int($0) }
        let minute = try row.int64()
        self.init(
            number: number, places: places, taken: taken, perMinute: perMinute,
            joined: Self.joined(try row.int(), inMinute: minute, at: now))
    }
}
