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

extension SessionRow: SQLRecord {
    /// The session's columns, those of its device and its release, and its batch after them.
    package static let columns = """
        \(UpdateSession.columns.qualified), d.device_uid, d.organization_id, d.organization_name, f.version, \
        bd.update_batch_id
        """

    /// `s` is the session.
    package static let source = """
        update_sessions AS s
        JOIN devices AS d ON d.id = s.device_id
        JOIN firmware_releases AS f ON f.id = s.firmware_id
        LEFT JOIN update_batch_devices AS bd ON bd.update_session_id = s.session_id
        """

    package init(_ row: inout some ColumnReader) throws {
        self.init(
            session: try UpdateSession(&row), deviceUID: try row.text(), organizationID: try row.id(),
            organizationName: try row.text(), firmwareVersion: try row.text(), batchID: row.optionalID())
    }
}
