import Foundation
import SQLStorage
import SlipwayCore

extension SQLiteTransaction {
    /// One writes at a time, so that ids are in the order of the commits.
    func feed(after cursor: EventCursor?, limit: Int, in scope: OrganizationScope) throws -> EventFeedPage {
        let newest = try newestPosition()
        func beginning(after gap: EventFeedGap?) throws -> EventFeedPage {
            EventFeedPage(events: [], cursor: try newest.cursor, waiting: .exactly(0), gap: gap)
        }
        guard let cursor else { return try beginning(after: nil) }
        guard let position = FeedPosition(cursor) else { return try beginning(after: .otherDatabase) }
        switch try status(of: position) {
        case .present: break
        case .replaced: return try beginning(after: .otherDatabase)
        case .expired: return try beginning(after: .eventsGone)
        }
        let events = try events(after: position.id, limit: limit, in: scope)
        guard events.count == limit, let last = events.last else {
            return EventFeedPage(events: events, cursor: try newest.cursor, waiting: .exactly(0))
        }
        return EventFeedPage(
            events: events, cursor: try FeedPosition(id: last.id.rawValue, at: last.at).cursor,
            waiting: try count(after: last.id.rawValue, in: scope))
    }

    private func events(after id: Int64, limit: Int, in scope: OrganizationScope) throws -> [Event] {
        let scoped = scoped(to: scope, "e.organization_id", at: 3)
        return try rows(
            """
            SELECT \(Event.columns.qualified), d.device_uid
            FROM events AS e
            LEFT JOIN devices AS d ON d.id = e.device_id
            WHERE e.id > $1\(scoped.condition)
            ORDER BY e.id
            LIMIT $2
            """, [id, limit] + scoped.arguments, decode: Event.init)
    }

    private func count(after id: Int64, in scope: OrganizationScope) throws -> ListCount {
        let scoped = scoped(to: scope, "e.organization_id", at: 3)
        let count = try first(
            """
            SELECT count(*)
            FROM (SELECT 1 FROM events AS e WHERE e.id > $1\(scoped.condition) LIMIT $2)
            """, [id, ListBounds.scan] + scoped.arguments
        ) { try $0.int() }
        return count == ListBounds.scan ? .atLeast(ListBounds.scan) : .exactly(count ?? 0)
    }

    private func newestPosition() throws -> FeedPosition {
        try first("SELECT id, at FROM events ORDER BY id DESC LIMIT 1") {
            FeedPosition(id: try $0.int64(), at: try $0.instant())
        } ?? FeedPosition(id: try latestRemoval()?.reached.id.rawValue ?? 0, at: nil)
    }

    private enum PositionStatus {
        case present
        /// Another event has its id, or that id has not been given yet.
        case replaced
        /// Events that came after it were removed.
        case expired
    }

    private func status(of position: FeedPosition) throws -> PositionStatus {
        let removed = try latestRemoval()?.reached.id.rawValue ?? 0
        guard let at = position.at else { return removed > position.id ? .expired : .present }
        if let found = try first("SELECT at FROM events WHERE id = ?", [position.id], decode: { try $0.instant() }) {
            guard found == at else { return .replaced }
            return removed > position.id ? .expired : .present
        }
        let given = try first("SELECT seq FROM sqlite_sequence WHERE name = 'events'") { try $0.int64() } ?? 0
        guard given >= position.id else { return .replaced }
        if removed >= position.id { return removed > position.id ? .expired : .present }
        // Taken away by hand.
        let oldest = try first("SELECT id FROM events ORDER BY id LIMIT 1") { try $0.int64() } ?? given + 1
        return oldest <= position.id + 1 ? .present : .expired
    }
}

/// The last event that a reader has, by which a file is known again: none of another one has its id and its instant.
private struct FeedPosition: Codable {
    let id: Int64
    let at: Timestamp?

    init(id: Int64, at: Timestamp?) {
        self.id = id
        self.at = at
    }

    init?(_ cursor: EventCursor) {
        guard let position = try? JSONDecoder().decode(FeedPosition.self, from: Data(cursor.text.utf8)) else {
            return nil
        }
        self = position
    }

    var cursor: EventCursor {
        get throws { EventCursor(String(decoding: try JSONEncoder().encode(self), as: UTF8.self)) }
    }
}
