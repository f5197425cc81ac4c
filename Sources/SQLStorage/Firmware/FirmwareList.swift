import SlipwayCore

extension KeysetList<FirmwareRelease> {
    init(_ query: FirmwareQuery, in scope: OrganizationScope, now: Timestamp) throws {
        var plan = TermPlan(query.filter)
        var segment: KeysetSegment
        switch query.order {
        case .version:
            let channel = plan.takeText(of: "channel").map { SQLCondition("f.release_channel = ?", [$0]) }
            let index = channel == nil ? "firmware_releases_by_precedence" : "firmware_releases_by_channel_precedence"
            segment = KeysetSegment(
                ListTable("firmware_releases", as: "f", index: .named(index)), pinned: [channel],
                // Releases from before `0007 version keys` may have the same key.
                key: [.text("f.precedence_key"), .text("f.version")])
        case .added:
            segment = KeysetSegment(
                ListTable("firmware_releases", as: "f", index: .rowID), key: [.integer("f.id")])
        }
        if case .one(let id) = scope {
            // Part of the range, since the place where a page ends may not be that of a release of others; with a bound,
            // which every version key is within, SQLite searches the index nevertheless.
            if query.order == .version { segment.narrow(to: PrefixRange("")) }
            segment.pinned.append(SQLCondition("(f.organization_id IS NULL OR f.organization_id = ?)", [id]))
        }
        self.init(
            segments: [segment], isDescending: query.order.isDescending, isReversed: query.isReversed,
            columns: FirmwareRelease.columns.qualified,
            filter: try FirmwareRelease.filterColumns.conditions(for: plan.terms, now: now))
    }
}

extension FirmwareRelease {
    fileprivate static let filterColumns = FilterColumns(
        [
            "version": .releaseVersion(of: "f", isLookup: false),
            "channel": "f.release_channel",
            "status": "f.release_status",
        ], searched: ["f.version"])
}
