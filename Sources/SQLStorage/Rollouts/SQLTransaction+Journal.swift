import SlipwayCore

extension SQLTransaction {
    package func journal(
        _ source: JournalSource, for rollout: Rollout.ID, in scope: OrganizationScope, after sequence: Int64?,
        batches: Int, excluding exclusion: RolloutExclusion?
    ) throws -> JournalStretch {
        let sequence = sequence ?? 0
        let end: Int64? = try first(
            """
            SELECT max(sequence)
            FROM (
              SELECT sequence
              FROM update_batches
              WHERE rollout_id = $1 AND sequence > $2
              ORDER BY sequence
              LIMIT $3) AS looked
            """, [source.rollout, sequence, batches]
        ) { $0.optionalInt64() }.flatMap { $0 }
        guard let end else { return JournalStretch(entries: [], end: nil) }
        let excluded = try Device.condition(of: exclusion, now: now)
        let condition = SQLCondition.all(
            [
                SQLCondition(
                    "b.rollout_id = ? AND b.sequence > ? AND b.sequence <= ?", [source.rollout, sequence, end]),
                Self.condition(of: source),
                SQLCondition(
                    """
                    NOT EXISTS (
                      SELECT 1
                      FROM update_batch_devices AS own
                      JOIN update_batches AS ours ON ours.id = own.update_batch_id
                      WHERE own.device_id = bd.device_id AND ours.rollout_id = ?)
                    """, [rollout]),
            ] + Self.conditions(in: scope))
        let entries = try rows(
            SQLCondition.numbered(
                """
                SELECT \(BatchCandidate.columnsAtRest), bd.from_version, \(excluded.sql)
                \(journalDevices)
                WHERE \(condition.sql)
                ORDER BY b.sequence, bd.id
                """), excluded.arguments + condition.arguments, isKept: false
        ) {
            JournalEntry(
                candidate: try BatchCandidate(&$0), fromVersion: try $0.text(), isExcluded: try $0.bool())
        }
        return JournalStretch(entries: entries, end: end)
    }

    package func origins(of rollout: Rollout.ID, in scope: OrganizationScope) throws -> [JournalOrigin] {
        let condition = SQLCondition.all(
            [
                SQLCondition("b.rollout_id = ?", [rollout]),
                .any([
                    Self.taken,
                    SQLCondition(
                        """
                        bd.status = 'initiated' AND EXISTS (
                          SELECT 1
                          FROM update_sessions AS s
                          WHERE s.session_id = bd.update_session_id
                            AND s.update_status IN (\(UpdateSessionState.inFlight.sqlNames)))
                        """),
                ]),
            ] + Self.conditions(in: scope))
        return try rows(
            SQLCondition.numbered(
                """
                SELECT CASE WHEN bd.status = 'initiated' THEN 'under_way' ELSE 'taken' END AS phase, bd.from_version,
                  d.firmware_version, d.hardware_version, count(*)
                \(journalDevices)
                WHERE \(condition.sql)
                GROUP BY phase, bd.from_version, d.firmware_version, d.hardware_version
                ORDER BY phase, bd.from_version, d.firmware_version, d.hardware_version
                """), condition.arguments, isKept: false
        ) { row in
            let name = try row.text()
            guard let phase = JournalPhase(rawValue: name) else { throw SlipwayError.unknownValue }
            return JournalOrigin(
                phase: phase, fromVersion: try row.text(), firmwareVersion: try row.text(),
                hardwareVersion: try row.text(), count: try row.int())
        }
    }

    package func count(
        of group: RetryGroup, in rollout: Rollout.ID, _ scope: OrganizationScope
    ) throws -> Int {
        let condition = SQLCondition.all(
            [SQLCondition("b.rollout_id = ?", [rollout]), Self.condition(of: .group(group, of: rollout))]
                + Self.conditions(in: scope))
        return try first(
            SQLCondition.numbered("SELECT count(*)\n\(journalDevices)\nWHERE \(condition.sql)"), condition.arguments,
            isKept: false
        ) { try $0.int() } ?? 0
    }

    package func rollbacks(of rollout: Rollout.ID) throws -> [Rollout.ID] {
        try rows(
            """
            SELECT id
            FROM rollouts\(dialect.indexed(by: "rollouts_by_rollback"))
            WHERE rollback_of = $1
            ORDER BY id
            """, [rollout]
        ) { try $0.id() }
    }

    package func noteWalk(_ walk: JournalWalk, of rollout: Rollout.ID, nextAt instant: Timestamp?) throws {
        try execute(
            """
            UPDATE rollouts
            SET walk = $2,
              next_walk_at = $3,
              freeze_cursor = NULL,
              updated_at = $4
            WHERE id = $1
            """, [rollout, walk.rawValue, instant, now])
    }

    package func grow(_ wave: WaveID, by count: Int) throws {
        try execute(
            """
            UPDATE rollout_waves
            SET size_to = size_to + $3
            WHERE rollout_id = $1 AND wave = $2
            """, [wave.rollout, wave.number, count])
    }

    /// The devices `d` of batches `b`, as those have them: `bd`.
    private var journalDevices: String {
        """
        FROM update_batches AS b
        \(dialect.joinInOrder) update_batch_devices AS bd ON bd.update_batch_id = b.id
        \(dialect.joinInOrder) devices AS d ON d.id = bd.device_id
        """
    }

    /// A device that failed without a word may have taken it all the same: what it runs says so.
    private static var taken: SQLCondition {
        SQLCondition(
            """
            bd.status = 'succeeded'
              OR bd.status = 'failed' AND bd.reason_code IN (\(ReasonCode.againstRelease.sqlNames))
            """)
    }

    private static func condition(of source: JournalSource) -> SQLCondition {
        guard case .group(let group, _) = source else { return taken }
        switch group.cause {
        case .fellBack: return SQLCondition("bd.fell_back_at IS NOT NULL")
        case .lost: return SQLCondition("bd.lost_at IS NOT NULL")
        case .failed:
            if let code = group.reasonCode {
                return SQLCondition("bd.status = 'failed' AND bd.reason_code = ?", [code.rawValue])
            }
            return SQLCondition(
                "bd.status = 'failed' AND COALESCE(bd.reason_key, bd.reason_code, '') = ?", [group.reasonKey ?? ""])
        }
    }

    private static func conditions(in scope: OrganizationScope) -> [SQLCondition] {
        guard case .one(let id) = scope else { return [] }
        return [SQLCondition("d.organization_id = ?", [id])]
    }
}
