import SlipwayCore

extension KeysetList<Organization> {
    init(_ query: OrganizationQuery, in scope: OrganizationScope, now: Timestamp) throws {
        var plan = TermPlan(query.filter)
        var segment =
            switch query.order {
            case .name: KeysetSegment(ListTable("organizations", as: "o"), key: [.text("o.name")])
            }
        if case .one(let id) = scope { segment.pinned = [SQLCondition("o.id = ?", [id])] }
        if let prefix = plan.takePrefix() { segment.narrow(to: PrefixRange(prefix)) }
        self.init(
            segments: [segment], isDescending: query.order.isDescending, isReversed: query.isReversed,
            columns: Organization.columns.qualified,
            filter: try Organization.filterColumns.conditions(for: plan.terms, now: now))
    }
}

extension Organization {
    fileprivate static let filterColumns = FilterColumns(
        [
            "name": "o.name",
            "environment": "o.environment",
            "active": "o.active",
            "halted": "o.halted",
        ], searched: ["o.name"])
}
