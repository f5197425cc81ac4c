import SQLStorage
import SlipwayCore

extension SQLiteTransaction {
    /// Sessions with all that decides over them, in two statements whatever their number; in one where there are none.
    ///
    /// - Parameter tail: WHERE and ORDER BY; `s` is the session.
    func sessionContexts(_ tail: String, _ arguments: SQLArguments) throws -> [SessionContext] {
        try sessionContexts(Self.contextQuery(tail), arguments)
    }

    /// The same with a query made before: to make one costs more than it takes to find a session.
    func sessionContexts(_ query: ContextQuery, _ arguments: SQLArguments) throws -> [SessionContext] {
        var halt: SystemHalt?
        return try rows(query.sql, arguments) { row in
            let known = try halt ?? systemHalt()
            halt = known
            return try SessionContext(&row, halt: known, at: now)
        }
    }

    func sessionContext(_ id: SessionID) throws -> SessionContext? {
        try sessionContexts("WHERE s.session_id = ?", [id.description]).first
    }

    func reportedSession(_ id: SessionID) throws -> ReportedSession? {
        let halt = try systemHalt()
        return try first(
            """
            SELECT \(SessionContext.columns), d.token_hash
            \(SessionContext.source)
            WHERE s.session_id = ?
            """, [id.description]
        ) { ReportedSession(try SessionContext(&$0, halt: halt, at: now), tokenHash: $0.optionalText()) }
    }

    func reportedSession(_ id: SessionID, beforePiece number: Int) throws -> ReportedSession? {
        try reportedSession(id)
    }

    func openSessions(of devices: [Device.ID]) throws -> [SessionContext] {
        try sessionContexts(
            """
            WHERE s.device_id IN (SELECT value FROM json_each(?))
              AND s.update_status IN (\(UpdateSessionState.open.sqlNames))
            ORDER BY s.id
            """, [SQLList(devices)])
    }

    func dueContexts(of sessions: [UpdateSession.ID], orBeyond instant: Timestamp) throws -> [SessionContext] {
        try sessionContexts(
            """
            WHERE s.id IN (SELECT value FROM json_each(?))
              AND (+s.deadline_at <= ? OR +s.deadline_at > ?)
            ORDER BY s.deadline_at, s.id
            """, [SQLList(sessions), now.milliseconds, instant.milliseconds])
    }

    func sessionsInFlight(after id: UpdateSession.ID?, limit: Int) throws -> [SessionContext] {
        try sessionContexts(
            """
            WHERE s.id IN (
              SELECT flying.id
              FROM update_sessions AS flying INDEXED BY update_sessions_in_flight
              WHERE flying.update_status IN (\(UpdateSessionState.inFlight.sqlNames))
                AND flying.id > ?
                AND EXISTS (SELECT 1 FROM update_batch_devices WHERE update_session_id = flying.session_id)
              ORDER BY flying.id
              LIMIT ?)
            ORDER BY s.id
            """, [id?.rawValue ?? Int64.min, limit])
    }

    static func contextQuery(_ tail: String) -> ContextQuery {
        ContextQuery(sql: "SELECT \(SessionContext.columns)\n\(SessionContext.source)\n" + tail)
    }

    struct ContextQuery {
        fileprivate let sql: String
    }
}
