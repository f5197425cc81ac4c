import SlipwayCore

extension SQLTransaction {
    package func gates(of rollout: Rollout.ID) throws -> [WaveGate] {
        try rows(
            """
            SELECT \(WaveGate.columns)
            FROM rollout_waves
            WHERE rollout_id = $1
            ORDER BY wave
            """, [rollout], decode: WaveGate.init)
    }

    package func gatedBatches(among batches: [UpdateBatch.ID]) throws -> [GatedBatch] {
        try rows(
            """
            SELECT b.id, w.rollout_id, w.wave
            FROM update_batches AS b
            JOIN rollout_waves AS w ON w.rollout_id = b.rollout_id AND w.wave = b.wave
            WHERE b.id \(dialect.among("$1", .integer))
            ORDER BY b.id
            """, [SQLList(batches)]
        ) { GatedBatch(batch: try $0.id(), wave: try WaveID(&$0)) }
    }

    package func counters(of wave: WaveID) throws -> BatchCounters {
        try first(
            """
            SELECT \(BatchCounters.sums)
            FROM update_batches
            WHERE rollout_id = $1 AND wave = $2
            """, [wave.rollout, wave.number], decode: BatchCounters.init) ?? BatchCounters()
    }

    package func lockedGate(of wave: WaveID) throws -> WaveGate? {
        try lock(
            "SELECT wave FROM rollout_waves WHERE rollout_id = $1 AND wave = $2", .exclusive,
            [wave.rollout, wave.number])
        return try first(
            """
            SELECT \(WaveGate.columns)
            FROM rollout_waves
            WHERE rollout_id = $1 AND wave = $2
            """, [wave.rollout, wave.number], decode: WaveGate.init)
    }

    func insert(_ gate: GateRule, of wave: WaveID) throws {
        try execute(
            """
            INSERT INTO rollout_waves (rollout_id, wave, max_bad, max_bad_share, minimum_judged)
            VALUES ($1, $2, $3, $4, $5)
            """, [wave.rollout, wave.number, gate.maximumBad, gate.maximumBadShare, gate.minimumJudged])
    }

    package func setTripped(_ wave: WaveID, by counters: BatchCounters) throws {
        try execute(
            """
            UPDATE rollout_waves
            SET tripped_at = $3,
              tripped_bad = $4,
              tripped_judged = $5
            WHERE rollout_id = $1 AND wave = $2
            """, [wave.rollout, wave.number, now, counters.bad, counters.judged])
    }

    package func accept(_ counters: BatchCounters, at wave: WaveID) throws {
        try execute(
            """
            UPDATE rollout_waves
            SET tripped_at = NULL,
              accepted_bad = $3,
              accepted_judged = $4
            WHERE rollout_id = $1 AND wave = $2
            """, [wave.rollout, wave.number, counters.bad, counters.judged])
    }
}

extension WaveID {
    fileprivate init(_ row: inout some ColumnReader) throws {
        self.init(rollout: try row.id(), number: try row.int())
    }
}

extension WaveGate {
    static let columns =
        "rollout_id, wave, max_bad, max_bad_share, minimum_judged, tripped_at, accepted_bad, accepted_judged"

    init(_ row: inout some ColumnReader) throws {
        self.init(
            wave: try WaveID(&row),
            rule: GateRule(
                maximumBad: try row.int(), maximumBadShare: try row.double(), minimumJudged: try row.int()),
            trippedAt: row.optionalInstant(), acceptedBad: try row.int(), acceptedJudged: try row.int())
    }
}
