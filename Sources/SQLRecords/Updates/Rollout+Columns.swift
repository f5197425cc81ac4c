import SlipwayCore

extension Rollout {
    /// Its figures follow, and created_at and updated_at after them.
    package static let columnNames = [
        "id", "organization_id", "name", "firmware_id", "status", "max_in_flight", "released_at", "created_by",
        "request_id",
    ]

    package init(_ row: inout some ColumnReader) throws {
        self.init(
            id: try row.id(), organizationID: row.optionalID(), name: try row.text(), firmwareID: try row.id(),
            status: try row.name(), maximumInFlight: try row.int(), releasedAt: row.optionalInstant(),
            createdBy: try row.text(), requestID: row.optionalText(), counters: try BatchCounters(&row),
            createdAt: try row.instant(), updatedAt: try row.instant())
    }
}
