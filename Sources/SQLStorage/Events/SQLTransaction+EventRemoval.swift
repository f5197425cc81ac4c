import SlipwayCore

extension SQLTransaction {
    package func events(
        olderThan instant: Timestamp, after id: Event.ID?, exported: Bool, limit: Int
    ) throws -> OldEventPage {
        var condition = ""
        var arguments: SQLArguments = [instant, id?.rawValue ?? Int64.min, limit]
        if exported {
            guard let position = try exportedPosition() else { return OldEventPage(removable: [], last: nil) }
            condition = " AND \(dialect.eventPlace.isUpTo)"
            arguments += dialect.eventPlace.arguments(position)
        }
        // Events are in the order of their ids, and no index knows their instants.
        let found: [(id: Event.ID, isRemovable: Bool)] = try rows(
            """
            SELECT e.id, e.at < $1\(condition)
            FROM events AS e
            WHERE e.id > $2
            ORDER BY e.id
            LIMIT $3
            """, arguments
        ) { (id: try $0.id(), isRemovable: try $0.bool()) }
        return OldEventPage(
            removable: found.filter(\.isRemovable).map(\.id), last: found.count == limit ? found.last?.id : nil)
    }

    package func deleteEvents(_ ids: [Event.ID]) throws {
        try lock(named: removedKey, for: .changing)
        let database = try eventDatabase()
        let removed = try rows(
            "SELECT \(dialect.eventPlace.columns) FROM events AS e WHERE e.id \(dialect.among("$1", .integer))",
            [SQLList(ids)]
        ) { EventPosition(database: database, transaction: try $0.int64(), id: try $0.id()) }
        guard let last = removed.max(by: { $0.isBefore($1) }) else { return }
        try execute("DELETE FROM events WHERE id \(dialect.among("$1", .integer))", [SQLList(ids)])
        let earlier = try latestRemoval()
        let reached = earlier.map { $0.reached.isBefore(last) ? last : $0.reached } ?? last
        try set(removedKey, to: EventRemoval(count: (earlier?.count ?? 0) + 1, reached: reached).setting)
    }

    /// None where no event of this database was removed.
    package func latestRemoval() throws -> EventRemoval? {
        guard let removal = try stored(under: removedKey).flatMap(EventRemoval.init(setting:)) else { return nil }
        return removal.reached.database == (try eventDatabase()) ? removal : nil
    }

    package func exportedPosition() throws -> EventPosition? {
        guard let position = try stored(under: exportedKey).flatMap(EventPosition.init(setting:)) else { return nil }
        return position.database == (try eventDatabase()) ? position : nil
    }

    package func setExportedPosition(_ position: EventPosition) throws {
        try set(exportedKey, to: position.setting)
    }

    package func eventsToExport(after position: EventPosition?, limit: Int) throws -> [PlacedEvent] {
        let database = try eventDatabase()
        let start = position ?? EventPosition(database: database, transaction: 0, id: Event.ID(0))
        let place = dialect.eventPlace
        return try rows(
            """
            SELECT \(place.columns), \(Event.columns.qualified), d.device_uid
            FROM events AS e
            LEFT JOIN devices AS d ON d.id = e.device_id
            WHERE \(place.isBeyond)
            ORDER BY \(place.order)
            LIMIT $1
            """, [limit] + place.arguments(start)
        ) { row in
            let position = EventPosition(database: database, transaction: try row.int64(), id: try row.id())
            return PlacedEvent(position: position, event: try Event(&row))
        }
    }

    private func stored(under key: String) throws -> String? {
        try first("SELECT value FROM settings WHERE key = $1", [key]) { try $0.text() }
    }

    /// After a restore from a dump, places are those of another database.
    private func eventDatabase() throws -> String {
        switch dialect {
        case .postgres: try first("SELECT \(EventPosition.postgresDatabase)") { try $0.text() } ?? ""
        case .sqlite: "sqlite"
        }
    }
}

private let exportedKey = "events_exported_through"
private let removedKey = "events_removed_through"

extension EventPosition {
    /// The cluster, and the database in it.
    package static let postgresDatabase = """
        (SELECT system_identifier FROM pg_control_system()) || '/'
            || (SELECT oid FROM pg_database WHERE datname = current_database())
        """

    fileprivate init?(setting: String) {
        let parts = setting.split(separator: " ", maxSplits: 2)
        guard parts.count == 3, let transaction = Int64(parts[0]), let id = Int64(parts[1]) else { return nil }
        self.init(database: String(parts[2]), transaction: transaction, id: Event.ID(id))
    }

    fileprivate var setting: String { "\(transaction) \(id.rawValue) \(database)" }
}

/// How far events were removed, which readers of the feed are told by.
package struct EventRemoval: Hashable, Sendable {
    /// Of removals so far: a reader that knows it has missed none since.
    package let count: Int64
    /// The last place at which an event was removed.
    package let reached: EventPosition

    fileprivate init(count: Int64, reached: EventPosition) {
        self.count = count
        self.reached = reached
    }

    /// As it is stored.
    package init?(setting: String) {
        let parts = setting.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let count = Int64(parts[0]), let reached = EventPosition(setting: String(parts[1]))
        else { return nil }
        self.init(count: count, reached: reached)
    }

    fileprivate var setting: String { "\(count) \(reached.setting)" }

    /// As it is stored.
    package static let column = "(SELECT value FROM settings WHERE key = '\(removedKey)')"
}

/// What orders the events `e` for good.
private struct EventPlace {
    /// The transaction and the id.
    let columns: String
    let order: String
    /// With the arguments at `$2` and after it, and none that may still come before it.
    let isBeyond: String
    /// With the arguments at `$4` and after it.
    let isUpTo: String
    let arguments: (EventPosition) -> SQLArguments
}

extension SQLDialect {
    fileprivate var eventPlace: EventPlace {
        switch self {
        case .postgres:
            // Below the oldest transaction that runs all have ended: none of theirs can appear any more.
            EventPlace(
                columns: "e.xid, e.id", order: "e.xid, e.id",
                isBeyond: """
                    (e.xid, e.id) > ($2::xid8, $3::bigint)
                      AND e.xid < pg_snapshot_xmin(pg_current_snapshot())
                    """,
                isUpTo: "(e.xid, e.id) <= ($4::xid8, $5::bigint)",
                arguments: { [$0.transaction, $0.id] })
        case .sqlite:
            EventPlace(
                columns: "0, e.id", order: "e.id", isBeyond: "e.id > $2", isUpTo: "e.id <= $4",
                arguments: { [$0.id] })
        }
    }
}
