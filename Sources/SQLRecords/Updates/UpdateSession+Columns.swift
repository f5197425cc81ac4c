import SlipwayCore

extension UpdateSession {
    package static let columns = Columns(
        [
            "id", "session_id", "device_id", "firmware_id", "update_status", "progress_percent", "bytes_transferred",
            "transfer_rate", "started_at", "completed_at", "reason_code", "failure_reason", "state_since",
            "last_report_at", "deadline_at", "created_at", "updated_at",
        ], of: "s")

    package init(_ row: inout some ColumnReader) throws {
        self.init(
            id: try row.id(), sessionID: try row.sessionID(), deviceID: try row.id(), firmwareID: try row.id(),
            updateStatus: try row.name(), progressPercent: try row.int(), bytesTransferred: try row.int64(),
            transferRate: row.optionalDouble(), startedAt: try row.instant(), completedAt: row.optionalInstant(),
            reasonCode: try row.optionalName(), failureReason: row.optionalText(), stateSince: try row.instant(),
            lastReportAt: row.optionalInstant(), deadlineAt: row.optionalInstant(), createdAt: try row.instant(),
            updatedAt: try row.instant())
    }

    /// None where an outer join found no session.
    package init?(optional row: inout some ColumnReader) throws {
        guard !row.isAtNull else {
            row.skip(Self.columns.count)
            return nil
        }
        try self.init(&row)
    }
}
