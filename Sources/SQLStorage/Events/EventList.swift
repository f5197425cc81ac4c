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
                .oneOrNone("d", "devices AS d ON d.id = e.device_id", pages: 4),
                .oneOrNone("o", "organizations AS o ON o.id = e.organization_id", isShown: false),
            ],
            columns: "\(Event.columns.qualified), d.device_uid",
            filter: try Event.filterColumns.conditions(for: plan.terms, now: now))
    }
}

extension Event {
    fileprivate static let filterColumns = FilterColumns(
        [
            "kind": "e.kind",
            "actor": "e.actor_name",
            "device": .init("d.device_uid", in: "d"),
            "organization": .init("o.name", in: "o"),
            "batch": "e.update_batch_id",
            "at": "e.at",
        ], searched: [.init("d.device_uid", in: "d")])
}

/// The indexes that events are read by; whose they are is pinned where no narrower index is at hand, else judged.
private enum EventSegments {
    static func newest(_ plan: inout TermPlan, owned: SQLCondition?) -> KeysetSegment {
        if let batch = plan.takeNumber(of: "batch") {
            return segment("events_by_batch", SQLCondition("e.update_batch_id = ?", [batch]), judging: owned)
        }
        if let uid = plan.takeText(of: "device") {
            let device = SQLCondition("e.device_id = (SELECT id FROM devices WHERE device_uid = ?)", [uid])
            return segment("events_by_device", device, judging: owned)
        }
        if let owned { return segment("events_by_organization", owned) }
        if let name = plan.takeText(of: "organization") {
            let named = SQLCondition("e.organization_id = (SELECT id FROM organizations WHERE name = ?)", [name])
            return segment("events_by_organization", named)
        }
        return KeysetSegment(ListTable("events", as: "e", index: .rowID), key: key)
    }

    private static func segment(
        _ index: String, _ pinned: SQLCondition, judging condition: SQLCondition? = nil
    ) -> KeysetSegment {
        KeysetSegment(
            ListTable("events", as: "e", index: .named(index)), pinned: [pinned], key: key, condition: condition)
    }

    private static let key = [KeysetSegment.KeyColumn.integer("e.id")]
}
