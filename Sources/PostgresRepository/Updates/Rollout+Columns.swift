import SlipwayCore

extension Rollout {
    static let columns =
        Columns(
            [
                "id", "organization_id", "name", "firmware_id", "status", "max_in_flight", "released_at",
                "created_by", "request_id",
            ], of: "r"
        ).qualified + ", " + BatchCounters.columnNames.map { "k.\($0)" }.joined(separator: ", ")
        + ", r.created_at, r.updated_at"

    /// Joins the figures of `r` as `k`.
    static let counterJoin = """
        CROSS JOIN LATERAL (
          SELECT \(BatchCounters.columnNames.map { "COALESCE(sum(\($0)), 0) AS \($0)" }.joined(separator: ", "))
          FROM rollout_counters AS part
          WHERE part.rollout_id = r.id) AS k
        """

    init(_ row: inout ColumnReader) throws {
        self.init(
            id: try row.id(), organizationID: row.optionalID(), name: try row.text(), firmwareID: try row.id(),
            status: try row.name(), maximumInFlight: try row.int(), releasedAt: row.optionalInstant(),
            createdBy: try row.text(), requestID: row.optionalText(), counters: try BatchCounters(&row),
            createdAt: try row.instant(), updatedAt: try row.instant())
    }
}
