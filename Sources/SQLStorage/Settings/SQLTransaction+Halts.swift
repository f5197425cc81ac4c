import SlipwayCore

extension SQLTransaction {
    package func halts(limit: Int) throws -> [StandingHalt] {
        try rows(
            """
            SELECT CAST(NULL AS bigint) AS id, CAST(NULL AS text) AS name, CAST(NULL AS timestamptz) AS at,
              (SELECT value FROM settings WHERE key = '\(StandingHalt.atKey)') AS setting,
              (SELECT value FROM settings WHERE key = '\(StandingHalt.byKey)') AS note_by,
              (SELECT value FROM settings WHERE key = '\(StandingHalt.reasonKey)') AS reason,
              CAST(NULL AS timestamptz) AS released,
              (SELECT value FROM settings WHERE key = '\(SystemHalt.releaseKey)') AS released_setting,
              0 AS place
            FROM settings
            WHERE key = '\(SystemHalt.haltKey)' AND value = 'true'
            UNION ALL
            SELECT id, name, halted_at, NULL, halted_by, halt_reason, halt_released_at, NULL, 1
            FROM organizations
            WHERE halted
            ORDER BY place, name
            LIMIT $1
            """, [limit], decode: StandingHalt.init)
    }

    package func noteHalt(of reach: StandingHalt.Reach, _ note: HaltNote) throws {
        switch reach {
        case .everything:
            try set(StandingHalt.atKey, to: note.at.setting)
            try set(StandingHalt.byKey, to: note.by)
            try set(StandingHalt.reasonKey, to: note.reason)
        case .organization(let id, _):
            try execute(
                "UPDATE organizations SET halted_at = $2, halted_by = $3, halt_reason = $4 WHERE id = $1",
                [id, note.at, note.by, note.reason])
        }
    }
}
