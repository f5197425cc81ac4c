import SQLStorage
import SlipwayCore

/// What one bounded look at the index of events by their transactions has found after a position.
struct FeedScan {
    struct Entry {
        let row: FeedPosition.Row
        /// Whether the reader may see it.
        let isOwned: Bool
    }

    let moment: FeedMoment
    /// In their order; on a standby, delivered ones are among them.
    let entries: [Entry]
    /// Whether there may be more where these end.
    let isCut: Bool
    /// Whether the last event that was delivered is still there.
    let isAnchored: Bool
    /// Whether a standby keeps some back until it can tell the transactions before them apart.
    let isHeldBack: Bool
    /// Of events that were old; none where none was removed.
    let removal: EventRemoval?

    /// As much of it as a page takes.
    struct Portion {
        /// All that it goes past.
        let passed: [FeedPosition.Row]
        let delivered: [FeedPosition.Row]
        /// None where it goes to the end.
        let boundary: FeedPosition.Row?
        let waiting: ListCount
    }

    func portion(after position: FeedPosition, limit: Int) -> Portion {
        let found = entries.filter { position.lacks($0.row) && !moment.running.contains($0.row.transaction) }
        let owned = found.filter(\.isOwned).map(\.row)
        let delivered = Array(owned.prefix(limit))
        let rest = owned.count - delivered.count
        let stop = isCut ? entries.last?.row : nil
        let boundary = rest > 0 ? delivered.last : stop
        return Portion(
            passed: found.map(\.row).filter { row in boundary.map { row <= $0 } ?? true }, delivered: delivered,
            boundary: boundary, waiting: isCut || isHeldBack ? .atLeast(rest) : .exactly(rest))
    }
}

extension PostgresTransaction {
    /// One statement: what it finds, and the snapshot that says how far that goes.
    func look(after position: FeedPosition, in scope: OrganizationScope) throws -> FeedScan {
        let owner = scope.organizationID
        let limit = ListBounds.scan + position.parts.count
        let awaited = position.awaited
        let arguments: SQLArguments = [
            SQLList(awaited.map(\.transaction)), SQLList(awaited.map(\.id)), position.beginning.transaction,
            position.beginning.id, position.settled + FeedPosition.window + 1, limit, position.last?.transaction,
            position.last?.id,
        ]
        let result = try result(
            Self.look(isOwned: owner == nil ? "true" : "e.organization_id IS NOT DISTINCT FROM $9"),
            arguments + (owner.map { [$0] } ?? []), isKept: true)
        var head = PostgresColumnReader(result, row: 0)
        let moment = try FeedMoment(&head)
        let (isAnchored, isHeldBack) = (try head.bool(), try head.bool())
        let removal = head.optionalText().flatMap(EventRemoval.init(setting:))
            .flatMap { $0.reached.database == moment.database ? $0 : nil }
        let entries = try (1..<max(1, result.count)).map { number in
            var row = PostgresColumnReader(result, row: number)
            row.skip(8)
            return FeedScan.Entry(
                row: FeedPosition.Row(transaction: try row.int64(), id: try row.int64()), isOwned: try row.bool())
        }
        return FeedScan(
            moment: moment, entries: entries, isCut: entries.count == limit,
            isAnchored: isAnchored || position.last == nil, isHeldBack: isHeldBack, removal: removal)
    }

    /// Of a transaction that still runs no row is looked at, however many it has written.
    private static func look(isOwned: String) -> String {
        """
        WITH moment AS MATERIALIZED (
          SELECT pg_snapshot_xmin(pg_current_snapshot()) AS oldest, pg_snapshot_xmax(pg_current_snapshot()) AS "end",
            pg_is_in_recovery() AS is_standby),
        reach AS MATERIALIZED (
          SELECT CASE WHEN is_standby THEN least(greatest(oldest, $5::xid8), "end") ELSE "end" END AS xid
          FROM moment)
        SELECT \(FeedMoment.columns),
          EXISTS (SELECT 1 FROM events WHERE id = $8::bigint AND xid = $7::xid8),
          (SELECT is_standby FROM moment) AND EXISTS (
            SELECT 1
            FROM events
            WHERE xid >= (SELECT xid FROM reach) AND xid < (SELECT "end" FROM moment)),
          \(EventRemoval.column), NULL::xid8, NULL::bigint, NULL::boolean
        UNION ALL
        SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, f.xid, f.id, f.is_owned
        FROM (
          SELECT found.xid, found.id, found.is_owned
          FROM (
            SELECT e.xid, e.id, e.is_owned
            FROM unnest($1::xid8[], $2::bigint[]) AS awaited (xid, id)
            CROSS JOIN LATERAL (
              SELECT e.xid, e.id, \(isOwned) AS is_owned
              FROM events AS e
              WHERE e.xid = awaited.xid AND e.id > awaited.id
              ORDER BY e.xid, e.id
              LIMIT $6) AS e
            WHERE CASE WHEN awaited.xid < (SELECT "end" FROM moment)
              THEN pg_xact_status(awaited.xid) IS DISTINCT FROM 'in progress' END
            UNION ALL
            (SELECT e.xid, e.id, \(isOwned)
            FROM events AS e
            WHERE (e.xid, e.id) > ($3::xid8, $4::bigint) AND e.xid < (SELECT xid FROM reach)
            ORDER BY e.xid, e.id
            LIMIT $6)) AS found
          ORDER BY found.xid, found.id
          LIMIT $6) AS f
        """
    }
}
