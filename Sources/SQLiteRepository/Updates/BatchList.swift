import SQLRecords
import SlipwayCore

extension KeysetList<BatchRow> {
    init(_ query: BatchQuery, in scope: OrganizationScope, now: Timestamp) throws {
        let segment: KeysetSegment
        switch query.order {
        case .created:
            // Whoever sees one organization only must not walk over the batches of the others.
            let owner = scope.organizationID.map { SQLCondition("b.organization_id = ?", [$0.rawValue]) }
            segment = KeysetSegment(
                source: owner == nil
                    ? "update_batches AS b NOT INDEXED"
                    : "update_batches AS b INDEXED BY update_batches_by_organization",
                pinned: [owner].compactMap { $0 }, key: [.integer("b.id")])
        }
        self.init(
            segments: [segment], isDescending: query.order.isDescending, isReversed: query.isReversed,
            lookups: """

                CROSS JOIN firmware_releases AS f ON f.id = b.firmware_id
                LEFT JOIN organizations AS o ON o.id = b.organization_id
                """,
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
