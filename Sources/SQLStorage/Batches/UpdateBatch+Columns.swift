import SlipwayCore

extension UpdateBatch {
    package static let columns = Columns(
        [
            "id", "name", "firmware_id", "status", "rollout_id", "organization_id", "wave", "sequence", "attempts",
            "run_after", "lease_owner", "lease_epoch", "lease_expires_at", "failure_reason", "retry_of", "created_by",
        ] + BatchCounters.columnNames + ["created_at", "updated_at"], of: "b")

    package init(_ row: inout some ColumnReader) throws {
        self.init(
            id: try row.id(), name: try row.text(), firmwareID: try row.id(), status: try row.name(),
            rolloutID: try row.id(), organizationID: row.optionalID(), wave: try row.int(), sequence: try row.int(),
            attempts: try row.int(), runAfter: try row.instant(), leaseOwner: row.optionalText(),
            leaseEpoch: try row.int64(), leaseExpiresAt: row.optionalInstant(), failureReason: row.optionalText(),
            retryOf: row.optionalID(), createdBy: try row.text(), counters: try BatchCounters(&row),
            createdAt: try row.instant(), updatedAt: try row.instant())
    }

    /// None where an outer join found no batch.
    package init?(optional row: inout some ColumnReader) throws {
        guard !row.isAtNull else {
            row.skip(Self.columns.count)
            return nil
        }
        try self.init(&row)
    }
}

extension BatchRow: SQLRecord {
    /// The batch's columns, the version of its release and the name of its organization.
    package init(_ row: inout some ColumnReader) throws {
        self.init(
            batch: try UpdateBatch(&row), firmwareVersion: try row.text(), organizationName: row.optionalText())
    }
}
