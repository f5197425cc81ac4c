import SQLRecords
import SlipwayCore

extension PostgresTransaction {
    func events(ofBatch id: UpdateBatch.ID, limit: Int) throws -> [Event] {
        try rows(
            """
            SELECT \(Event.columns.qualified), d.device_uid
            FROM events AS e
            LEFT JOIN devices AS d ON d.id = e.device_id
            WHERE e.update_batch_id = $1
            ORDER BY e.id DESC
            LIMIT $2
            """, [id, limit], decode: Event.init)
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
        let scoped = ScopeCondition(scope, column: "e.organization_id", at: 3)
        return try rows(
            """
            SELECT \(Event.columns.qualified), d.device_uid
            FROM events AS e
            LEFT JOIN devices AS d ON d.id = e.device_id
            WHERE e.device_id = $1\(scoped.condition)
            ORDER BY e.id DESC
            LIMIT $2
            """, [id, limit] + scoped.arguments, decode: Event.init)
    }

    func append(_ events: [NewEvent]) throws {
        let fields: [(NewEvent) -> (any SQLParameter)?] = [
            { $0.kind.rawValue }, { $0.actor.kind.rawValue }, { $0.actor.name }, { $0.subject.organizationID },
            { $0.subject.deviceID }, { $0.subject.firmwareID }, { $0.subject.rolloutID }, { $0.subject.batchID },
            { $0.subject.sessionID }, { $0.detail },
        ]
        try execute(
            """
            INSERT INTO events (
              at, kind, actor_kind, actor_name, organization_id, device_id, firmware_id, rollout_id, update_batch_id,
              session_id, detail)
            SELECT $11, e.kind, e.actor_kind, e.actor_name, e.organization, e.device, e.firmware, e.rollout, e.batch,
              e.session, e.detail
            FROM unnest(
                $1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
                $8::bigint[], $9::uuid[], $10::text[])
              WITH ORDINALITY AS e (
                kind, actor_kind, actor_name, organization, device, firmware, rollout, batch, session, detail, place)
            ORDER BY e.place
            """, SQLArray.columns(of: events, fields) + [now])
    }
}
