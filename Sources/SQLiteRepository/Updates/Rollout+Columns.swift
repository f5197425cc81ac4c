import SlipwayCore

extension Rollout {
    static let columns = Columns(
        [
            "id", "organization_id", "name", "firmware_id", "status", "max_in_flight", "released_at", "created_by",
            "request_id",
        ] + BatchCounters.columnNames + ["created_at", "updated_at"], of: "r")

    init(_ row: inout ColumnReader) throws {
        self.init(
            id: try row.id(), organizationID: row.optionalID(), name: try row.text(), firmwareID: try row.id(),
            status: try row.name(), maximumInFlight: try row.int(), releasedAt: row.optionalInstant(),
            createdBy: try row.text(), requestID: row.optionalText(), counters: try BatchCounters(&row),
            createdAt: try row.instant(), updatedAt: try row.instant())
    }
}
