import SlipwayCore

extension SQLTransaction {
    package func lockFigures(of subject: CounterSubject) throws {
        switch subject {
        case .organization(let id):
            try lock("SELECT id FROM organizations WHERE id = $1", .exclusive, [id])
        case .rollout(let id):
            try lockPlaces(of: id)
            try lock("SELECT shard FROM rollout_counters WHERE rollout_id = $1 ORDER BY shard", .exclusive, [id])
        case .batch(let id):
            try lock("SELECT id FROM update_batches WHERE id = $1", .exclusive, [id])
            try lock(
                """
                SELECT shard
                FROM rollout_places
                WHERE rollout_id = (SELECT b.rollout_id FROM update_batches AS b WHERE b.id = $1)
                ORDER BY shard
                """, .exclusive, [id])
            try lock(
                """
                SELECT shard
                FROM rollout_counters
                WHERE (rollout_id, shard) = (SELECT b.rollout_id, b.id % 16 FROM update_batches AS b WHERE b.id = $1)
                """, .exclusive, [id])
        }
    }

    package func correctFigures(of subject: CounterSubject) throws {
        switch subject {
        case .organization(let id):
            try execute(
                """
                UPDATE organizations
                SET device_count = (SELECT count(*) FROM devices WHERE organization_id = $1)
                WHERE id = $1
                """, [id])
        case .rollout(let id):
            try correctRollout(id)
            try correctPlaces(of: id)
        case .batch(let id):
            // The trigger moves the rollout's figures by what changes here. Sums of what batches keep satisfy every
            // CHECK, as each batch does, before the move and after it.
            try correctRollout(ofBatch: id)
            try correctCounters(of: id)
            try correctBuckets(of: id)
            if let rollout = try batch(id)?.rolloutID { try correctPlaces(of: rollout) }
        }
    }

    /// As the batches of the rollout keep it; free places are redistributed.
    private func correctPlaces(of rollout: Rollout.ID) throws {
        try execute(
            """
            INSERT INTO rollout_places (rollout_id, shard, places, taken)
            SELECT rollout_id, shard, 0, CAST(sum(\(BatchCounters.inFlightSum(of: "update_batches"))) AS bigint)
            FROM update_batches
            WHERE rollout_id = $1
            GROUP BY rollout_id, shard
            ON CONFLICT (rollout_id, shard) DO UPDATE SET taken = excluded.taken
            """, [rollout])
        try execute(
            """
            UPDATE rollout_places
            SET taken = 0
            WHERE rollout_id = $1
              AND shard NOT IN (SELECT b.shard FROM update_batches AS b WHERE b.rollout_id = $1)
            """, [rollout])
        try shareOutPlaces(of: rollout)
    }

    private func correctCounters(of batch: UpdateBatch.ID) throws {
        try execute(
            """
            UPDATE update_batches
            SET (\(BatchCounters.columnNames.joined(separator: ", "))) = (
                SELECT \(BatchCounters.counts)
                FROM update_batch_devices AS bd
                LEFT JOIN update_sessions AS s ON s.session_id = bd.update_session_id
                WHERE bd.update_batch_id = $1)
            WHERE id = $1
            """, [batch])
    }

    /// Only tables that differ: what a minute or an instant said is kept where it can be.
    private func correctBuckets(of batch: UpdateBatch.ID) throws {
        let differing = try Set(differences(of: .batch(batch), limit: 1).map(\.figure))
        for (table, statement) in RecountedBucket.insertions(in: dialect) where differing.contains(table) {
            try execute("DELETE FROM \(table) WHERE update_batch_id = $1", [batch])
            try execute(statement, [batch])
        }
    }

    /// What a batch's rollout keeps of it, as the batches of the rollout keep it.
    private func correctRollout(ofBatch id: UpdateBatch.ID) throws {
        switch dialect {
        case .postgres:
            try writeShards(
                "(rollout_id, id % 16) = (SELECT b.rollout_id, b.id % 16 FROM update_batches AS b WHERE b.id = $1)",
                [id])
        case .sqlite:
            guard let batch = try batch(id) else { return }
            try correctRollout(batch.rolloutID)
        }
    }

    private func correctRollout(_ id: Rollout.ID) throws {
        switch dialect {
        case .postgres:
            try writeShards("rollout_id = $1", [id])
            try execute(
                """
                UPDATE rollout_counters AS part
                SET \(BatchCounters.columnNames.map { "\($0) = 0" }.joined(separator: ", "))
                WHERE part.rollout_id = $1
                  AND NOT EXISTS (
                    SELECT 1
                    FROM update_batches AS b
                    WHERE b.rollout_id = part.rollout_id AND b.id % 16 = part.shard)
                """, [id])
        case .sqlite:
            try execute(
                """
                UPDATE rollouts
                SET (\(BatchCounters.columnNames.joined(separator: ", "))) = (
                    SELECT \(BatchCounters.sums)
                    FROM update_batches
                    WHERE rollout_id = $1)
                WHERE id = $1
                """, [id])
        }
    }

    /// - Parameter condition: which batches have their figures in these parts.
    private func writeShards(_ condition: String, _ arguments: SQLArguments) throws {
        let names = BatchCounters.columnNames
        try execute(
            """
            INSERT INTO rollout_counters (rollout_id, shard, \(names.joined(separator: ", ")))
            SELECT rollout_id, id % 16, \(BatchCounters.sums)
            FROM update_batches
            WHERE \(condition)
            GROUP BY rollout_id, id % 16
            ON CONFLICT (rollout_id, shard)
            DO UPDATE SET \(names.map { "\($0) = excluded.\($0)" }.joined(separator: ", "))
            """, arguments)
    }
}
