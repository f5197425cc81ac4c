import SQLRecords
import SlipwayCore

extension SQLiteTransaction {
    func events(ofBatch id: UpdateBatch.ID, limit: Int) throws -> [Event] {
        try rows(
            """
            SELECT \(Event.columns.qualified), d.device_uid
            FROM events AS e
            LEFT JOIN devices AS d ON d.id = e.device_id
            WHERE e.update_batch_id = ?
            ORDER BY e.id DESC
            LIMIT ?
            """, [id.rawValue, limit], decode: Event.init)
    }

    func page(
        of query: EventQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<Event> {
        try page(of: KeysetList(query, in: scope, now: now), at: position, limit: limit)
    }

    func count(of query: EventQuery, in scope: OrganizationScope) throws -> ListCount {
        try count(of: KeysetList(query, in: scope, now: now))
    }

    func events(ofDevice id: Device.ID, in scope: OrganizationScope, limit: Int) throws -> [Event] {
        // The `+` keeps the planner from walking the events of the whole organization.
        let scoped = ScopeCondition(scope, column: "+e.organization_id")
        return try rows(
            """
            SELECT \(Event.columns.qualified), d.device_uid
            FROM events AS e
            LEFT JOIN devices AS d ON d.id = e.device_id
            WHERE e.device_id = ?\(scoped.condition)
            ORDER BY e.id DESC
            LIMIT ?
            """, [id.rawValue] + scoped.arguments + [limit], decode: Event.init)
    }

    func append(_ events: [NewEvent]) throws {
        let entries = JSONRows.table(events) { event in
            [
                .text(event.kind.rawValue), .text(event.actor.kind.rawValue), .text(event.actor.name),
                .init(event.subject.organizationID?.rawValue), .init(event.subject.deviceID?.rawValue),
                .init(event.subject.firmwareID?.rawValue), .init(event.subject.rolloutID?.rawValue),
                .init(event.subject.batchID?.rawValue), .init(event.subject.sessionID?.description),
                .text(event.detail),
            ]
        }
        try execute(
            """
            INSERT INTO events (
              at, kind, actor_kind, actor_name, organization_id, device_id, firmware_id, rollout_id, update_batch_id,
              session_id, detail)
            SELECT ?2, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
              value ->> 7, value ->> 8, value ->> 9
            FROM json_each(?1)
            ORDER BY key
            """, [entries, now.milliseconds])
    }
}
