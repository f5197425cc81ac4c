import SlipwayCore

extension SQLTransaction {
    package func dueSessions(after last: DueSession?, limit: Int) throws -> [DueSession] {
        try rows(
            """
            SELECT due.id, due.session_id, due.deadline_at, bd.update_batch_id
            FROM update_sessions AS due\(dialect.indexed(by: "update_sessions_due"))
            LEFT JOIN update_batch_devices AS bd ON bd.update_session_id = due.session_id
            WHERE due.deadline_at IS NOT NULL
              AND due.deadline_at <= $1
              AND due.deadline_at >= $2
              AND (due.deadline_at, due.id) > ($2, $3)
            ORDER BY due.deadline_at, due.id
            LIMIT $4
            """, [now, last?.deadlineAt ?? Timestamp(milliseconds: .min), last?.id.rawValue ?? Int64.min, limit]
        ) { try DueSession(&$0) }
    }

    package func sessionsDue(beyond instant: Timestamp, limit: Int) throws -> [DueSession] {
        try rows(
            """
            SELECT due.id, due.session_id, due.deadline_at, bd.update_batch_id
            FROM update_sessions AS due\(dialect.indexed(by: "update_sessions_due"))
            LEFT JOIN update_batch_devices AS bd ON bd.update_session_id = due.session_id
            WHERE due.deadline_at IS NOT NULL
              AND due.deadline_at > $1
            ORDER BY due.deadline_at, due.id
            LIMIT $2
            """, [instant, limit]
        ) { try DueSession(&$0) }
    }

    package func sessionRow(_ id: SessionID) throws -> SessionRow? {
        try first(
            """
            SELECT \(SessionRow.columns)
            FROM \(SessionRow.source)
            WHERE s.session_id = $1
            """, [id], decode: SessionRow.init)
    }

    package func sessions(ofDevice id: Device.ID, limit: Int) throws -> [SessionRow] {
        try rows(
            """
            SELECT \(SessionRow.columns)
            FROM \(SessionRow.source)
            WHERE s.device_id = $1
            ORDER BY s.id DESC
            LIMIT $2
            """, [id, limit], decode: SessionRow.init)
    }

    package func page(
        of query: SessionQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<SessionRow> {
        try page(of: KeysetList(query, in: scope, now: now), at: position, limit: limit)
    }

    package func count(of query: SessionQuery, in scope: OrganizationScope) throws -> ListCount {
        try count(of: KeysetList(query, in: scope, now: now))
    }
}

extension DueSession {
    fileprivate init(_ row: inout some ColumnReader) throws {
        self.init(
            id: try row.id(), sessionID: try row.sessionID(), deadlineAt: try row.instant(),
            batchID: row.optionalID())
    }
}
