import SlipwayCore

extension SQLTransaction {
    package func singleSessions(
        endedBefore instant: Timestamp, after anchor: EndedSession?, limit: Int
    ) throws -> EndedSessionPage {
        var beyond = ""
        var arguments: SQLArguments = [instant, limit]
        if let anchor {
            beyond = " AND completed_at >= $3 AND (completed_at, id) > ($3, $4)"
            arguments += [anchor.endedAt, anchor.id]
        }
        let found = try rows(
            """
            SELECT oldest.completed_at, oldest.id, NOT EXISTS (
                SELECT 1
                FROM update_batch_devices AS bd
                WHERE bd.update_session_id = oldest.session_id)
              AND NOT EXISTS (
                SELECT 1
                FROM events AS e
                WHERE e.session_id = oldest.session_id AND e.update_batch_id IS NULL)
            FROM (
              SELECT completed_at, id, session_id
              FROM update_sessions\(dialect.indexed(by: "update_sessions_by_end"))
              WHERE completed_at < $1\(beyond)
              ORDER BY completed_at, id
              LIMIT $2) AS oldest
            ORDER BY oldest.completed_at, oldest.id
            """, arguments
        ) { (session: EndedSession(endedAt: try $0.instant(), id: try $0.id()), isRemovable: try $0.bool()) }
        return EndedSessionPage(
            removable: found.filter(\.isRemovable).map(\.session.id),
            last: found.count == limit ? found.last?.session : nil)
    }

    package func deleteSingleSessions(_ ids: [UpdateSession.ID]) throws {
        try execute(
            """
            DELETE FROM update_sessions
            WHERE id \(dialect.among("$1", .integer))
              AND completed_at IS NOT NULL
              AND NOT EXISTS (
                SELECT 1
                FROM update_batch_devices AS bd
                WHERE bd.update_session_id = update_sessions.session_id)
            """, [SQLList(ids)])
    }
}
