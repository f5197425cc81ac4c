import SlipwayCore

extension BatchCandidate: SQLRecord {
    /// In the order in which they are read, with `d` for the devices.
    package static let columns = """
        \(own),
          EXISTS (
            SELECT 1
            FROM update_sessions AS s
            WHERE s.device_id = d.id
              AND s.update_status IN (\(UpdateSessionState.open.sqlNames)))
        """

    /// The same of devices that count as not updating, whatever they do.
    static let columnsAtRest = "\(own), false"

    private static let own = """
        d.id, d.device_uid, d.organization_id, d.active, d.updates_enabled, d.firmware_version, d.hardware_version
        """

    package init(_ row: inout some ColumnReader) throws {
        self.init(
            deviceID: try row.id(), deviceUID: try row.text(), organizationID: try row.id(), active: try row.bool(),
            updatesEnabled: try row.bool(), firmwareVersion: try row.text(), hardwareVersion: try row.text(),
            isUpdating: try row.bool())
    }
}
