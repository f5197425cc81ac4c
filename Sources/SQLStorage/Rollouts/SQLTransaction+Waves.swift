import SlipwayCore

extension SQLTransaction {
    package func waves(of rollout: Rollout.ID) throws -> [RolloutWave] {
        try rows(
            """
            SELECT rollout_id, wave, status, size_to, n_formed, opened_at, soak_from, passed_at, passed_by, pass_reason
            FROM rollout_waves
            WHERE rollout_id = $1 AND size_to IS NOT NULL
            ORDER BY wave
            """, [rollout], decode: RolloutWave.init)
    }

    package func insert(_ wave: RolloutWave, gate: GateRule) throws {
        try execute(
            """
            INSERT INTO rollout_waves (rollout_id, wave, max_bad, max_bad_share, minimum_judged, status, size_to)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            [
                wave.id.rollout, wave.id.number, gate.maximumBad, gate.maximumBadShare, gate.minimumJudged,
                wave.state.rawValue, wave.sizeTo,
            ])
    }

    package func setState(of wave: WaveID, to state: WaveState, pass: WavePass?) throws {
        try execute(
            """
            UPDATE rollout_waves
            SET status = $3,
              opened_at = CASE WHEN $3 = \(WaveState.opening.sqlName) THEN COALESCE(opened_at, $4) ELSE opened_at END,
              soak_from = CASE
                WHEN $3 = \(WaveState.soaking.sqlName) THEN $4
                WHEN $3 IN (\([WaveState.opening, .open].sqlNames)) THEN NULL
                ELSE soak_from
              END,
              passed_at = $5,
              passed_by = $6,
              pass_reason = $7
            WHERE rollout_id = $1 AND wave = $2
            """, [wave.rollout, wave.number, state.rawValue, now, pass?.at, pass?.by, pass?.reason])
    }

    package func formBatch(of wave: WaveID, limit: Int) throws -> FormedBatch? {
        guard let hasDevice = try hasDevice(amongFirst: limit, of: wave.rollout) else { return nil }
        let batch = hasDevice ? try insertBatch(ofFirst: limit, into: wave) : nil
        let formed = FormedBatch(batch: batch, taken: try removeTargets(of: wave.rollout, limit: limit))
        try execute(
            """
            UPDATE rollout_waves
            SET n_formed = n_formed + $3
            WHERE rollout_id = $1 AND wave = $2
            """, [wave.rollout, wave.number, formed.taken - formed.vanished])
        return formed
    }

    /// - Returns: none where the rollout has no target.
    private func hasDevice(amongFirst limit: Int, of rollout: Rollout.ID) throws -> Bool? {
        try first(
            """
            SELECT EXISTS (
              SELECT 1
              FROM \(firstDevices))
            WHERE EXISTS (SELECT 1 FROM rollout_targets WHERE rollout_id = $1)
            """, [rollout, limit]
        ) { try $0.bool() }
    }

    /// Those of the first `$2` targets of the rollout `$1` that still exist: `d`, in the places of `head`.
    private var firstDevices: String {
        """
        (SELECT pool, rank, device_id
          FROM rollout_targets
          WHERE rollout_id = $1
          ORDER BY pool, rank, device_id
          LIMIT $2) AS head
        \(dialect.joinInOrder) devices AS d ON d.id = head.device_id
        """
    }

    private func insertBatch(ofFirst limit: Int, into wave: WaveID) throws -> UpdateBatch {
        let id = try insertBatch(into: wave, retryOf: nil)
        try countOnce(in: id) {
            try execute(
                """
                INSERT INTO update_batch_devices (
                  update_batch_id, device_id, status, from_version, hardware_version, created_at, updated_at)
                SELECT $3, d.id, 'pending', d.firmware_version, d.hardware_version, $4, $4
                FROM \(firstDevices)
                ORDER BY head.pool, head.rank, head.device_id
                """, [wave.rollout, limit, id, now])
        }
        guard let batch = try batch(id) else { throw SlipwayError.unknownValue }
        return batch
    }
}

extension RolloutWave {
    fileprivate init(_ row: inout some ColumnReader) throws {
        let id = WaveID(rollout: try row.id(), number: try row.int())
        let (state, sizeTo, formed): (WaveState, Int, Int) = (try row.name(), try row.int(), try row.int())
        let (openedAt, soakFrom) = (row.optionalInstant(), row.optionalInstant())
        let (passedAt, by, reason) = (row.optionalInstant(), row.optionalText(), row.optionalText())
        self.init(
            id: id, state: state, sizeTo: sizeTo, formed: formed, openedAt: openedAt, soakFrom: soakFrom,
            pass: passedAt.map { WavePass(at: $0, by: by, reason: reason) })
    }
}
