import SlipwayCore

extension SQLTransaction {
    package func events(ofBatch id: UpdateBatch.ID, limit: Int) throws -> [Event] {
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

    package func latestEvent(_ kind: EventKind, ofBatch id: UpdateBatch.ID) throws -> Event? {
        try first(
            """
            SELECT \(Event.columns.qualified), d.device_uid
            FROM events AS e
            LEFT JOIN devices AS d ON d.id = e.device_id
            WHERE e.update_batch_id = $1
              AND e.kind = $2
            ORDER BY e.id DESC
            LIMIT 1
            """, [id, kind.rawValue], decode: Event.init)
    }

    package func events(ofDevice id: Device.ID, in scope: OrganizationScope, limit: Int) throws -> [Event] {
        // By the index of the device, and not by that of the whole organization.
        let scoped = scoped(to: scope, dialect.unindexed("e.organization_id"), at: 3)
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

    package func page(
        of query: EventQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<Event> {
        try page(of: KeysetList(query, in: scope, now: now), at: position, limit: limit)
    }

    package func count(of query: EventQuery, in scope: OrganizationScope) throws -> ListCount {
        try count(of: KeysetList(query, in: scope, now: now))
    }

    package func append(_ events: [NewEvent]) throws {
        // What a device reports adds one, for which a table of entries costs as much as the row itself.
        if events.count == 1, let event = events.first { return try append(event) }
        let entries = SQLRows(
            events, in: dialect,
            columns: [
                .text("kind") { $0.kind.rawValue }, .text("actor_kind") { $0.actor.kind.rawValue },
                .text("actor_name") { $0.actor.name }, .integer("organization") { $0.subject.organizationID },
                .integer("device") { $0.subject.deviceID }, .integer("firmware") { $0.subject.firmwareID },
                .integer("rollout") { $0.subject.rolloutID }, .integer("batch") { $0.subject.batchID },
                .init("session", .sessionID) { $0.subject.sessionID }, .text("detail") { $0.detail },
            ])
        try execute(
            """
            \(Self.insertEvent)
            SELECT $1, entry.kind, entry.actor_kind, entry.actor_name, entry.organization, entry.device, entry.firmware,
              entry.rollout, entry.batch, entry.session, entry.detail
            FROM \(entries.table(as: "entry", at: 2))
            ORDER BY entry.place
            """, [now] + entries.arguments)
    }

    private func append(_ event: NewEvent) throws {
        let subject = event.subject
        try execute(
            """
            \(Self.insertEvent)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            [
                now, event.kind.rawValue, event.actor.kind.rawValue, event.actor.name, subject.organizationID,
                subject.deviceID, subject.firmwareID, subject.rolloutID, subject.batchID, subject.sessionID,
                event.detail,
            ])
    }

    private static var insertEvent: String {
        """
        INSERT INTO events (
          at, kind, actor_kind, actor_name, organization_id, device_id, firmware_id, rollout_id, update_batch_id,
          session_id, detail)
        """
    }
}
