import SQLStorage
import SlipwayCore

extension PostgresTransaction {
    /// Sessions with all that decides over them, in one statement whatever their number.
    ///
    /// - Parameter tail: WHERE and ORDER BY; `s` is the session.
    private func sessionContexts(_ tail: String, _ arguments: SQLArguments) throws -> [SessionContext] {
        try rows("SELECT \(SessionContext.allColumns)\n\(SessionContext.source)\n\(tail)", arguments) {
            try SessionContext(&$0, at: now)
        }
    }

    func sessionContext(_ id: SessionID) throws -> SessionContext? {
        try lockSession(id)
        return try sessionContexts("WHERE s.session_id = $1", [id]).first
    }

    func reportedSession(_ id: SessionID) throws -> ReportedSession? {
        try lockSession(id)
        let answers = try answers(to: [PostgresStatement(Self.reportedSession, [id.sqlValue], isDated: true)])
        return try answers.first.flatMap { try reportedSession(in: $0) }
    }

    func reportedSession(_ id: SessionID, beforePiece number: Int) throws -> ReportedSession? {
        try lockSession(id)
        let answers = try answers(to: [
            PostgresStatement(Self.reportedSession, [id.sqlValue], isDated: true),
            PostgresStatement(Self.pieceOfSession, [id.sqlValue, number.sqlValue]),
        ])
        guard answers.count == 2 else { throw PostgresFault(.garbled) }
        let session = try reportedSession(in: answers[0])
        if let session {
            course.pieceSentAlong = SentPiece(
                sha256: session.context.firmware.checksum, number: number, answer: answers[1])
        }
        return session
    }

    private func reportedSession(in answer: PostgresResult) throws -> ReportedSession? {
        guard answer.count > 0 else { return nil }
        var row = PostgresColumnReader(answer, row: 0)
        return ReportedSession(try SessionContext(&row, at: now), tokenHash: row.optionalText())
    }

    private static let reportedSession = """
        SELECT \(SessionContext.allColumns), d.token_hash, now()
        \(SessionContext.source)
        WHERE s.session_id = $1
        """

    private static let pieceOfSession = """
        SELECT c.bytes
        FROM update_sessions AS s
        JOIN firmware_releases AS f ON f.id = s.firmware_id
        JOIN firmware_chunks AS c ON c.sha256 = f.checksum
        WHERE s.session_id = $1 AND c.number = $2
        """

    /// In a write, the session does not change until its end, nor, where its next step may count, does its batch: the
    /// batch comes first, as everywhere. While it loads it mostly reports progress, which is not worth the wait of all
    /// the others of its batch. The places of the batch come last, and only where it may take one: what is read of them
    /// after that is as it stays.
    private func lockSession(_ id: SessionID) throws {
        guard isWriting else { return }
        try execute(
            """
            WITH batch AS MATERIALIZED (
              SELECT b.id, b.rollout_id, b.shard
              FROM update_batches AS b
              WHERE b.id IN (
                SELECT bd.update_batch_id
                FROM update_sessions AS s
                JOIN update_batch_devices AS bd ON bd.update_session_id = s.session_id
                WHERE s.session_id = $1 AND s.update_status IN (\(UpdateSessionState.withoutProgress.sqlNames)))
              FOR NO KEY UPDATE),
            session AS MATERIALIZED (
              SELECT s.update_status
              FROM update_sessions AS s
              WHERE s.session_id = $1 AND (SELECT count(*) FROM batch) IS NOT NULL
              FOR NO KEY UPDATE),
            place AS MATERIALIZED (
              SELECT p.shard
              FROM rollout_places AS p
              WHERE (p.rollout_id, p.shard) = (SELECT batch.rollout_id, batch.shard FROM batch)
                AND (SELECT session.update_status FROM session) = \(UpdateSessionState.initiated.sqlName)
              FOR NO KEY UPDATE)
            SELECT (SELECT count(*) FROM session), (SELECT count(*) FROM place)
            """, [id])
    }

    /// In a write they do not change until its end, nor do their batches, which come first as everywhere, nor the
    /// places of these, which come last.
    func openSessions(of devices: [Device.ID]) throws -> [SessionContext] {
        let condition = """
            s.device_id = ANY ($1::bigint[])
              AND s.update_status IN (\(UpdateSessionState.open.sqlNames))
            """
        try lockBatches(ofSessions: condition, SQLList(devices))
        try lock(
            """
            SELECT s.id
            FROM update_sessions AS s
            WHERE \(condition)
            ORDER BY s.id
            """, .exclusive, [SQLList(devices)])
        try lockPlaces(ofSessions: condition, SQLList(devices))
        return try sessionContexts("WHERE \(condition)\nORDER BY s.id", [SQLList(devices)])
    }

    /// They are of several batches, which they move one after another: these are held before, and their places after, so
    /// that no two writes lock them in different orders. A session that another one holds is passed over.
    func dueContexts(of sessions: [UpdateSession.ID], orBeyond instant: Timestamp) throws -> [SessionContext] {
        let condition = "s.id = ANY ($1::bigint[])"
        try lockBatches(ofSessions: condition, SQLList(sessions))
        let ids: [UpdateSession.ID] = try rows(
            """
            SELECT due.id
            FROM update_sessions AS due
            WHERE due.id = ANY ($2::bigint[])
              AND (due.deadline_at <= $1 OR due.deadline_at > $3)
            ORDER BY due.id\(locking("due", .exclusiveIfFree))
            """, [now, SQLList(sessions), instant]
        ) { try $0.id() }
        guard !ids.isEmpty else { return [] }
        try lockPlaces(ofSessions: condition, SQLList(ids))
        return try sessionContexts("WHERE \(condition) ORDER BY s.deadline_at, s.id", [SQLList(ids)])
    }

    /// - Parameter condition: which sessions, `s`, with a list as its only parameter.
    private func lockBatches(ofSessions condition: String, _ list: SQLList) throws {
        try lock(
            """
            SELECT b.id
            FROM update_batches AS b
            WHERE b.id IN (
              SELECT bd.update_batch_id
              FROM update_sessions AS s
              JOIN update_batch_devices AS bd ON bd.update_session_id = s.session_id
              WHERE \(condition))
            ORDER BY b.id
            """, .exclusive, [list])
    }

    /// Those that they may leave; their batches are held already.
    private func lockPlaces(ofSessions condition: String, _ list: SQLList) throws {
        try lock(
            """
            SELECT p.shard
            FROM rollout_places AS p
            WHERE (p.rollout_id, p.shard) IN (
              SELECT b.rollout_id, b.shard
              FROM update_sessions AS s
              JOIN update_batch_devices AS bd ON bd.update_session_id = s.session_id
              JOIN update_batches AS b ON b.id = bd.update_batch_id
              WHERE \(condition)
                AND s.update_status IN (\(UpdateSessionState.inFlight.sqlNames)))
            ORDER BY p.rollout_id, p.shard
            """, .exclusive, [list])
    }

    func sessionsInFlight(after id: UpdateSession.ID?, limit: Int) throws -> [SessionContext] {
        try sessionContexts(
            """
            WHERE s.id IN (
              SELECT flying.id
              FROM update_sessions AS flying
              WHERE flying.update_status IN (\(UpdateSessionState.inFlight.sqlNames))
                AND flying.id > $1
                AND EXISTS (SELECT 1 FROM update_batch_devices WHERE update_session_id = flying.session_id)
              ORDER BY flying.id
              LIMIT $2)
            ORDER BY s.id
            """, [id?.rawValue ?? Int64.min, limit])
    }
}

extension SessionContext {
    /// All that decides over the session `s`: the halt of the system, and its own columns.
    static let allColumns = "\(SystemHalt.columns), \(columns)"

    init(_ row: inout PostgresColumnReader, at now: Timestamp) throws {
        let halt = SystemHalt(&row)
        try self.init(&row, halt: halt, at: now)
    }
}
