import SlipwayCore

extension Organization: SQLRecord {
    package static let columns = Columns(
        [
            "id", "name", "display_name", "environment", "active", "device_limit", "device_count",
            "bare_signatures", "time_zone", "approval", "halted", "halt_reach", "halt_released_at", "created_at",
            "updated_at",
        ], of: "o")

    package init(_ row: inout some ColumnReader) throws {
        self.init(
            id: try row.id(), name: try row.text(), displayName: try row.text(), environment: try row.name(),
            active: try row.bool(), deviceLimit: try row.int(), deviceCount: try row.int(),
            bareSignatures: try row.name(), timeZone: try row.text(), approval: try row.name(), halted: try row.bool(),
            haltReach: try row.optionalName(), haltReleasedAt: row.optionalInstant(), createdAt: try row.instant(),
            updatedAt: try row.instant())
    }
}
