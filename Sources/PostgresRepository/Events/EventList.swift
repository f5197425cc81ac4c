import SQLRecords
import SlipwayCore

extension KeysetList<Event> {
    init(_ query: EventQuery, in scope: OrganizationScope, now: Timestamp) throws {
        var plan = TermPlan(query.filter)
        let owned = scope.organizationID.map { SQLCondition("e.organization_id = ?", [$0]) }
        let segment: KeysetSegment
        switch query.order {
        case .at: segment = EventSegments.newest(&plan, owned: owned)
        }
        self.init(
            segments: [segment], isDescending: query.order.isDescending, isReversed: query.isReversed,
            lookups: [
                Lookup("d", "LEFT JOIN devices AS d ON d.id = e.device_id", pages: 4),
                Lookup("o", "LEFT JOIN organizations AS o ON o.id = e.organization_id"),
            ],
            columns: "\(Event.columns.qualified), d.device_uid",
            filter: try Event.filterColumns.conditions(for: plan.terms, now: now), decode: Event.init)
    }
}

extension Event {
    fileprivate static let filterColumns = FilterColumns(
        expressions: [
            "kind": "e.kind",
            "actor": "e.actor_name",
            "device": "d.device_uid",
            "organization": "o.name",
            "batch": "e.update_batch_id",
            "at": "e.at",
        ], searched: ["d.device_uid"])
}

/// The indexes that events are read by; whose they are is pinned where no narrower index is at hand, else judged.
private enum EventSegments {
    static func newest(_ plan: inout TermPlan, owned: SQLCondition?) -> KeysetSegment {
        if let batch = plan.takeNumber(of: "batch") {
            return segment(SQLCondition("e.update_batch_id = ?", [batch]), judging: owned)
        }
        if let uid = plan.takeText(of: "device") {
            let device = SQLCondition("e.device_id = (SELECT id FROM devices WHERE device_uid = ?)", [uid])
            return segment(device, judging: owned)
        }
        if let owned { return segment(owned) }
        if let name = plan.takeText(of: "organization") {
            let named = SQLCondition("e.organization_id = (SELECT id FROM organizations WHERE name = ?)", [name])
            return segment(named)
        }
        return KeysetSegment(source: "events AS e", key: key)
    }

    private static func segment(
        _ pinned: SQLCondition, judging condition: SQLCondition? = nil
    ) -> KeysetSegment {
        KeysetSegment(source: "events AS e", pinned: [pinned], key: key, condition: condition)
    }

    private static let key = [KeysetSegment.KeyColumn.integer("e.id")]
}
