import SQLStorage
import SlipwayCore
import TestSupport

/// What must hold of rollouts whose servers are killed.
enum DayPromises {
    /// At any moment.
    static let always =
        RolloutLoss.always + [
            (
                "approvals that were recorded twice",
                """
                SELECT COUNT(*) FROM (
                  SELECT 1 FROM events WHERE kind = 'rollout_approved' GROUP BY rollout_id, detail HAVING COUNT(*) > 1
                ) AS twice
                """
            ),
            (
                "rollouts that began without an approval",
                """
                SELECT COUNT(*) FROM rollouts AS r
                WHERE r.rollback_of IS NULL AND r.status NOT IN ('draft', 'scheduled', 'cancelled')
                  AND NOT EXISTS (SELECT 1 FROM events AS e WHERE e.rollout_id = r.id AND e.kind = 'rollout_approved')
                """
            ),
            (
                "rollouts that began, were settled or ended twice",
                """
                SELECT COUNT(*) FROM (
                  SELECT 1 FROM events WHERE kind IN ('rollout_started', 'rollout_frozen', 'rollout_ended')
                  GROUP BY rollout_id, kind HAVING COUNT(*) > 1
                ) AS twice
                """
            ),
            (
                "sessions that ended twice",
                """
                SELECT COUNT(*) FROM (
                  SELECT 1 FROM events
                  WHERE kind IN ('session_completed', 'session_failed', 'session_cancelled', 'session_expired')
                    AND session_id IS NOT NULL
                  GROUP BY session_id HAVING COUNT(*) > 1
                ) AS twice
                """
            ),
            (
                "releases to which two open rollouts bring the same devices back",
                """
                SELECT COUNT(*) FROM (
                  SELECT 1 FROM rollouts
                  WHERE rollback_of IS NOT NULL AND status NOT IN (\(RolloutState.ended.sqlNames))
                  GROUP BY rollback_of, firmware_id HAVING COUNT(*) > 1
                ) AS twice
                """
            ),
            (
                "rollouts that have lost devices, or won some",
                """
                SELECT COUNT(*) FROM rollouts AS r
                WHERE r.rollback_of IS NULL AND r.frozen_at IS NOT NULL
                  AND r.status IN ('pending', 'in_progress', 'paused', 'completed', 'failed')
                  AND (SELECT COUNT(*) FROM rollout_targets WHERE rollout_id = r.id)
                    + (SELECT COALESCE(SUM(n_total), 0) FROM update_batches WHERE rollout_id = r.id)
                    + (SELECT COALESCE(SUM(n), 0) FROM rollout_exclusions
                      WHERE rollout_id = r.id AND reason_code = 'excluded') <> \(DayFleet.devices)
                """
            ),
        ]

    /// Once everything is over.
    static let afterwards: [RolloutLoss.Rule] = [
        (
            "rollouts that are stuck",
            "SELECT COUNT(*) FROM rollouts WHERE status NOT IN (\(RolloutState.ended.sqlNames))"
        ),
        (
            "batches that are stuck",
            "SELECT COUNT(*) FROM update_batches WHERE status NOT IN (\(UpdateBatchState.ended.sqlNames))"
        ),
        (
            "sessions that are stuck",
            "SELECT COUNT(*) FROM update_sessions WHERE update_status IN (\(UpdateSessionState.open.sqlNames))"
        ),
        ("devices that wait for ever", "SELECT COUNT(*) FROM rollout_targets"),
        (
            "rollouts whose end was not recorded",
            """
            SELECT COUNT(*) FROM rollouts AS r
            WHERE NOT EXISTS (SELECT 1 FROM events AS e WHERE e.rollout_id = r.id AND e.kind = 'rollout_ended')
            """
        ),
    ]

    /// In words; empty where all of it holds.
    static func broken(in fleet: DayFleet, by rules: [RolloutLoss.Rule]) async throws -> [String] {
        try await RolloutLoss.found(by: rules, in: fleet.database.rows)
    }

    /// What was promised at any time, what is there afterwards, and what was answered, in words.
    static func broken(in fleet: DayFleet, after record: DayLedger.Record) async throws -> [String] {
        let differences = try await fleet.services.counters.audit(as: .operator("ada"))
        return try await broken(in: fleet, by: always + afterwards + FleetDamage.mustBeZero)
            + fleet.database.wrongFigures() + differences.map { "\($0)" }
            + kept(in: fleet, by: record) + gates(in: fleet, by: record)
    }

    /// Answers that are not in the database, or twice.
    static func kept(in fleet: DayFleet, by record: DayLedger.Record) async throws -> [String] {
        let events = try await fleet.database.rows("SELECT kind, rollout_id, detail FROM events WHERE rollout_id > 0")
        func count(_ kind: EventKind, of rollout: Rollout.ID, beginning start: String = "") -> Int {
            events.count { $0[0] == kind.rawValue && $0[1] == "\(rollout)" && $0[2].hasPrefix(start) }
        }
        var faults: [String] = []
        for approval in record.approvals {
            let found = count(.rolloutApproved, of: approval.rollout, beginning: "revision \(approval.revision),")
            if found != 1 { faults.append("\(found) approvals of rollout \(approval.rollout), which was approved") }
        }
        for rollout in record.exclusions.keys {
            let found = count(.devicesExcluded, of: rollout)
            if found != 1 { faults.append("\(found) exclusions of rollout \(rollout), which was narrowed") }
        }
        let rollouts = try await fleet.database.rows("SELECT id, COALESCE(rollback_of, 0) FROM rollouts")
        for (rollout, waysBack) in record.waysBack {
            let found = count(.rolloutRolledBack, of: rollout)
            if found != 1 { faults.append("\(found) ways back of rollout \(rollout), which was brought back") }
            let known = Set(rollouts.filter { $0[1] == "\(rollout)" }.map { $0[0] })
            if known != Set(waysBack.map(\.description)) {
                let told = waysBack.map(\.description).sorted()
                faults.append("rollout \(rollout) is brought back by \(known.sorted()), and not by \(told)")
            }
        }
        let known = Set(rollouts.filter { $0[1] == "0" }.map { $0[0] })
        if known != Set(record.created.map(\.description)) {
            let told = record.created.map(\.description).sorted()
            faults.append("there are rollouts \(known.sorted()), and created were \(told)")
        }
        return faults.sorted()
    }

    /// What devices were given while something held it.
    static func gates(in fleet: DayFleet, by record: DayLedger.Record) async throws -> [String] {
        let rows = try await fleet.database.rows(
            """
            SELECT bd.update_session_id, b.rollout_id, bd.hardware_version
            FROM update_batch_devices AS bd JOIN update_batches AS b ON b.id = bd.update_batch_id
            WHERE bd.update_session_id IS NOT NULL
            """)
        let sessions = Dictionary(rows.map { ($0[0], (rollout: $0[1], hardware: $0[2])) }) { first, _ in first }
        var faults: [String] = []
        for call in record.calls {
            guard let session = sessions[call.session.description],
                let rollout = Int64(session.rollout).map({ Rollout.ID($0) })
            else {
                faults.append("\(call.deviceUID) was \(call.kind.rawValue) a session that there is not")
                continue
            }
            let what = "\(call.deviceUID) was \(call.kind.rawValue) rollout \(rollout) at \(call.sentAt)"
            if let start = record.starts[rollout], call.answeredAt < start {
                faults.append("\(what), before its start")
            }
            if let windows = record.windows[rollout], !windows.contains(where: call.mayFall(into:)) {
                faults.append("\(what), outside of its windows")
            }
            if let excludedAt = record.exclusions[rollout], session.hardware == "B", call.sentAt > excludedAt {
                faults.append("\(what), and is excluded")
            }
        }
        return faults
    }
}

extension DayLedger.Call {
    /// Bytes may be on their way for a second after a window has closed.
    private static let delay: Duration = .seconds(1)

    fileprivate func mayFall(into window: MaintenanceWindow) -> Bool {
        window.opensAt <= answeredAt && sentAt <= window.closesAt + (kind == .fed ? Self.delay : .zero)
    }
}
