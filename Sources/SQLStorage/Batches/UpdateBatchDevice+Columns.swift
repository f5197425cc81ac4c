import SlipwayCore

extension UpdateBatchDevice {
    package static let columns = Columns(
        [
            "id", "update_batch_id", "device_id", "status", "update_session_id", "from_version", "hardware_version",
            "reason_code", "failure_reason", "reason_key", "verified_at", "fell_back_at", "lost_at", "silent_at",
            "created_at", "updated_at",
        ], of: "bd")

    package init(_ row: inout some ColumnReader) throws {
        self.init(
            id: try row.id(), updateBatchID: try row.id(), deviceID: try row.id(), status: try row.name(),
            updateSessionID: try row.optionalSessionID(), fromVersion: try row.text(),
            hardwareVersion: try row.text(), reasonCode: try row.optionalName(), failureReason: row.optionalText(),
            reasonKey: row.optionalText(), verifiedAt: row.optionalInstant(), fellBackAt: row.optionalInstant(),
            lostAt: row.optionalInstant(), silentAt: row.optionalInstant(), createdAt: try row.instant(),
            updatedAt: try row.instant())
    }

    /// None where an outer join found no batch device.
    package init?(optional row: inout some ColumnReader) throws {
        guard !row.isAtNull else {
            row.skip(Self.columns.count)
            return nil
        }
        try self.init(&row)
    }
}
