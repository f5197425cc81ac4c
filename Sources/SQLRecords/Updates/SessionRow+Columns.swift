import SlipwayCore

extension SessionRow {
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
