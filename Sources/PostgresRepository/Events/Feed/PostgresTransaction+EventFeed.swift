import SQLStorage
import SlipwayCore

extension PostgresTransaction {
    func feed(after cursor: EventCursor?, limit: Int, in scope: OrganizationScope) throws -> EventFeedPage {
        guard let cursor else { return try beginning() }
        guard var position = FeedPosition(cursor) else { return try beginning(after: .otherDatabase) }
        var scan = try look(after: position, in: scope)
        let moment = scan.moment
        guard moment.database == position.database else { return try beginning(after: .otherDatabase) }
        if let removal = scan.removal {
            if position.mayLack(removal) { return try beginning(after: .eventsGone) }
            position.removals = removal.count
        }
        let isRemoved = scan.removal.map { removal in
            position.last.map { $0 <= FeedPosition.Row(removal.reached) } ?? false
        }
        switch scan.isAnchored || isRemoved == true ? .present : try status(of: position, at: moment) {
        case .present: position.isInDoubt = false
        case .inDoubt:
            position.isInDoubt = true
            return EventFeedPage(events: [], cursor: try position.cursor, waiting: .atLeast(0))
        case .gone: return try beginning(after: .eventsGone)
        }
        if moment.server != position.server {
            try requireOwnTransactions(before: moment.end)
            position.move(to: moment.server)
            scan = try look(after: position, in: scope)
        }
        let portion = scan.portion(after: position, limit: limit)
        position.advance(past: portion.passed, upTo: portion.boundary, at: scan.moment)
        if scan.moment.isStandby { position.outlook = try outlook(beyond: position, at: scan.moment) }
        return EventFeedPage(
            events: try events(portion.delivered.map(\.id)), cursor: try position.cursor, waiting: portion.waiting)
    }

    private enum PositionStatus {
        case present
        /// Not there as of this snapshot; the next one will tell.
        case inDoubt
        case gone
    }

    /// How it is with a last event that cannot be seen here.
    private func status(of position: FeedPosition, at moment: FeedMoment) throws -> PositionStatus {
        guard let last = position.last?.transaction else { return .present }
        // A standby that lags behind the server of the cursor has yet to see it.
        if moment.isStandby { return last >= moment.oldest ? .present : .gone }
        // On a synchronous standby it may be seen while its writer waits for that one's word.
        if moment.running.contains(last) { return .present }
        if last < moment.end { return .gone }
        let isRunning = try first(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'transactionid' AND transactionid = $1::text::xid)",
            [last & 0xFFFF_FFFF]
        ) { try $0.bool() }
        if isRunning == true { return .present }
        // It may have ended in between.
        return position.isInDoubt ? .gone : .inDoubt
    }

    /// From now on.
    private func beginning(after gap: EventFeedGap? = nil) throws -> EventFeedPage {
        guard let moment = try first("SELECT \(FeedMoment.columns)", decode: FeedMoment.init) else {
            throw SlipwayError.unknownValue
        }
        try requireOwnTransactions(before: moment.end)
        if moment.isStandby, moment.end - moment.oldest > Self.mostAsked { throw SlipwayError.tooManyRunning }
        let last = try first(
            """
            SELECT xid, id
            FROM events
            WHERE xid < $1::xid8
            ORDER BY xid DESC, id DESC
            LIMIT 1
            """, [moment.end]
        ) { FeedPosition.Row(transaction: try $0.int64(), id: try $0.int64()) }
        let running = moment.isStandby ? try running(moment.oldest..<moment.end, and: []) : moment.running
        let position = FeedPosition(
            from: moment, last: last, running: running, removals: try latestRemoval()?.count)
        return EventFeedPage(events: [], cursor: try position.cursor, waiting: .exactly(0), gap: gap)
    }

    private func outlook(beyond position: FeedPosition, at moment: FeedMoment) throws -> FeedPosition.Outlook {
        let through = max(position.settled, min(moment.end - 1, position.settled + FeedPosition.window))
        let awaited = position.awaited.map(\.transaction)
        let first = max(position.settled + 1, moment.oldest)
        // Those that the standby has not heard of yet it cannot be asked for.
        let running = try running(first..<max(first, through + 1), and: awaited.filter { $0 < moment.end })
        return FeedPosition.Outlook(through: through, running: running.union(awaited.filter { $0 >= moment.end }))
    }

    /// Those that run at the moment, which is after that of all statements before.
    private func running(_ range: Range<Int64>, and others: [Int64]) throws -> Set<Int64> {
        if range.isEmpty, others.isEmpty { return [] }
        return Set(
            try rows(
                """
                SELECT x
                FROM (
                  SELECT generate_series($1::bigint, $2::bigint - 1) AS x
                  UNION ALL
                  SELECT unnest($3::bigint[])) AS asked
                WHERE pg_xact_status(x::text::xid8) = 'in progress'
                """, [range.lowerBound, range.upperBound, SQLList(others)]
            ) { try $0.int64() })
    }

    private func events(_ ids: [Int64]) throws -> [Event] {
        if ids.isEmpty { return [] }
        let found = try rows(
            """
            SELECT \(Event.columns.qualified), d.device_uid
            FROM events AS e
            LEFT JOIN devices AS d ON d.id = e.device_id
            WHERE e.id = ANY($1::bigint[])
            """, [SQLList(ids)], decode: Event.init)
        let byID = Dictionary(found.map { ($0.id.rawValue, $0) }) { first, _ in first }
        return ids.compactMap { byID[$0] }
    }

    /// After a restore from a dump, rows name transactions of another cluster, until a migration puts them right.
    private func requireOwnTransactions(before end: Int64) throws {
        let isRestored = try first(
            """
            SELECT EXISTS (
              SELECT 1
              FROM events
              WHERE xid >= $1::xid8 AND xid IS DISTINCT FROM pg_current_xact_id_if_assigned())
            """, [end]
        ) { try $0.bool() }
        if isRestored == true { throw SlipwayError.restoredEvents }
    }

    /// A standby is asked for each of them once, when a reader begins.
    private static let mostAsked: Int64 = 1_000_000
}

extension SlipwayError {
    fileprivate static let restoredEvents = databaseUnavailable("it was restored from a dump; run: slipway migrate")
    fileprivate static let tooManyRunning = databaseUnavailable(
        "a transaction has been open for so long that a standby cannot tell what has happened since")
}
