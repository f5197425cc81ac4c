import SQLRecords
import SlipwayCore

extension KeysetList<BatchRow> {
    init(_ query: BatchQuery, in scope: OrganizationScope, now: Timestamp) throws {
        let segment: KeysetSegment
        switch query.order {
        case .created:
            let owner = scope.organizationID.map { SQLCondition("b.organization_id = ?", [$0]) }
            segment = KeysetSegment(
                source: "update_batches AS b", pinned: [owner].compactMap { $0 }, key: [.integer("b.id")])
        }
        self.init(
            segments: [segment], isDescending: query.order.isDescending, isReversed: query.isReversed,
            lookups: [
                Lookup("f", "JOIN firmware_releases AS f ON f.id = b.firmware_id"),
                Lookup("o", "LEFT JOIN organizations AS o ON o.id = b.organization_id"),
            ],
            columns: UpdateBatch.columns.qualified + ", f.version, o.name",
            filter: try BatchRow.filterColumns.conditions(for: query.filter.terms, now: now),
            decode: BatchRow.init)
    }
}

extension BatchRow {
    fileprivate static let filterColumns = FilterColumns(
        expressions: [
            "name": "b.name",
            "status": "b.status",
            "firmware": "f.version",
            "organization": "o.name",
            "by": "b.created_by",
            "created": "b.created_at",
        ], searched: ["b.name"])
}
