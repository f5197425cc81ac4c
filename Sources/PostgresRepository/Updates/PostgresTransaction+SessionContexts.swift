import SQLRecords
import SlipwayCore

extension PostgresTransaction {
    /// Sessions with all that decides over them, in one statement whatever their number.
    ///
    /// - Parameter tail: WHERE and ORDER BY; `s` is the session.
    private func sessionContexts(_ tail: String, _ arguments: SQLArguments) throws -> [SessionContext] {
        try rows("SELECT \(SessionContext.allColumns)\n\(SessionContext.source)\n\(tail)", arguments) {
            try SessionContext(&$0)
        }
    }

    /// In a write, the session does not change until its end, nor, where its next step may count, does its batch: the
    /// batch comes first, as everywhere. While it loads it mostly reports progress, which is not worth the wait of all
    /// the others of its batch.
    func sessionContext(_ id: SessionID) throws -> SessionContext? {
        try lock(
            """
            WITH batch AS MATERIALIZED (
              SELECT b.id
              FROM update_batches AS b
              WHERE b.id IN (
                SELECT bd.update_batch_id
                FROM update_sessions AS s
                JOIN update_batch_devices AS bd ON bd.update_session_id = s.session_id
                WHERE s.session_id = $1 AND s.update_status IN ('initiated', 'acknowledged', 'flashed'))
              FOR NO KEY UPDATE)
            SELECT id
            FROM update_sessions
            WHERE session_id = $1 AND (SELECT count(*) FROM batch) IS NOT NULL
            """, .exclusive, [id])
        return try sessionContexts("WHERE s.session_id = $1", [id]).first
    }

    func openSessions(of devices: [Device.ID]) throws -> [SessionContext] {
        try lock(
            """
            SELECT id
            FROM update_sessions
            WHERE device_id = ANY ($1::bigint[])
              AND update_status IN (\(FirstSchema.openSessionStates))
            ORDER BY id
            """, .exclusive, [SQLArray(devices)])
        return try sessionContexts(
            """
            WHERE s.device_id = ANY ($1::bigint[])
              AND s.update_status IN (\(FirstSchema.openSessionStates))
            ORDER BY s.id
            """, [SQLArray(devices)])
    }

    /// In a write, those on which somebody else works are left to them.
    func dueSessions(limit: Int) throws -> [SessionContext] {
        let ids: [UpdateSession.ID] = try rows(
            """
            SELECT due.id
            FROM update_sessions AS due
            WHERE due.deadline_at <= $1
            ORDER BY due.deadline_at, due.id
            LIMIT $2\(isWriting ? " FOR NO KEY UPDATE SKIP LOCKED" : "")
            """, [now, limit]
        ) { try $0.id() }
        return ids.isEmpty
            ? [] : try sessionContexts("WHERE s.id = ANY ($1::bigint[]) ORDER BY s.deadline_at, s.id", [SQLArray(ids)])
    }

    func sessionsInFlight(after id: UpdateSession.ID?, limit: Int) throws -> [SessionContext] {
        try sessionContexts(
            """
            WHERE s.id IN (
              SELECT flying.id
              FROM update_sessions AS flying
              WHERE flying.update_status IN (\(FirstSchema.inFlightSessionStates))
                AND flying.id > $1
                AND EXISTS (SELECT 1 FROM update_batch_devices WHERE update_session_id = flying.session_id)
              ORDER BY flying.id
              LIMIT $2)
            ORDER BY s.id
            """, [id?.rawValue ?? Int64.min, limit])
    }
}

extension SessionContext {
    /// All that decides over the session `s`: the halt of the system, its own columns, and what its rollout says.
    static let allColumns = """
        \(SystemHalt.columns), \(columns),
          r.max_in_flight,
          (SELECT sum(part.n_acknowledged + part.n_downloading + part.n_flashed)
            FROM rollout_counters AS part
            WHERE part.rollout_id = r.id),
          r.released_at
        """

    static let source = """
        FROM update_sessions AS s
        JOIN devices AS d ON d.id = s.device_id
        JOIN organizations AS o ON o.id = d.organization_id
        JOIN firmware_releases AS f ON f.id = s.firmware_id
        LEFT JOIN update_batch_devices AS bd ON bd.update_session_id = s.session_id
        LEFT JOIN update_batches AS b ON b.id = bd.update_batch_id
        LEFT JOIN rollouts AS r ON r.id = b.rollout_id
        """

    init(_ row: inout PostgresColumnReader) throws {
        let halt = SystemHalt(&row)
        try self.init(&row, halt: halt)
    }
}
