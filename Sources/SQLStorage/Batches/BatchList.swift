import SlipwayCore

extension KeysetList<BatchRow> {
    init(_ query: BatchQuery, in scope: OrganizationScope, now: Timestamp) throws {
        let segment: KeysetSegment
        switch query.order {
        case .created:
            // A reader of one organization must not walk over the batches of the others.
            let owner = scope.organizationID.map { SQLCondition("b.organization_id = ?", [$0]) }
            let index: ListTable.Index = owner == nil ? .rowID : .named("update_batches_by_organization")
            segment = KeysetSegment(
                ListTable("update_batches", as: "b", index: index), pinned: [owner], key: [.integer("b.id")])
        }
        self.init(
            segments: [segment], isDescending: query.order.isDescending, isReversed: query.isReversed,
            lookups: [
                .one("f", "firmware_releases AS f ON f.id = b.firmware_id"),
                .oneOrNone("o", "organizations AS o ON o.id = b.organization_id"),
            ],
            columns: UpdateBatch.columns.qualified + ", f.version, o.name",
            filter: try BatchRow.filterColumns.conditions(for: query.filter.terms, now: now))
    }
}

extension BatchRow {
    fileprivate static let filterColumns = FilterColumns(
        [
            "name": "b.name",
            "status": "b.status",
            "firmware": .releaseVersion(of: "f", isLookup: true),
            "organization": .init("o.name", in: "o"),
            "by": "b.created_by",
            "created": "b.created_at",
            "rollout": "b.rollout_id",
            "wave": "b.wave",
        ], searched: ["b.name"])
}

extension BatchDeviceRow {
    /// A batch is small enough to be judged device by device.
    static let filterColumns = FilterColumns(
        [
            "uid": "d.device_uid",
            "status": "bd.status",
            "reason": "bd.reason_key",
            "silent": "(bd.silent_at IS NOT NULL)",
            "fellback": "(bd.fell_back_at IS NOT NULL)",
            "lost": "(bd.lost_at IS NOT NULL)",
            "from": .reportedVersion("bd.from_version"),
            "hardware": "bd.hardware_version",
        ], searched: ["d.device_uid"])
}
