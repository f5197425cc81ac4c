import SlipwayCore

extension Device: SQLRecord {
    package static let columns = Columns(
        [
            "id", "device_uid", "serial_number", "organization_id", "organization_name", "firmware_version",
            "hardware_version", "active", "updates_enabled", "last_heartbeat", "reported_version", "reported_at",
            "created_at", "updated_at",
        ], of: "d")

    package init(_ row: inout some ColumnReader) throws {
        self.init(
            id: try row.id(), deviceUID: try row.text(), serialNumber: try row.text(), organizationID: try row.id(),
            organizationName: try row.text(), firmwareVersion: try row.text(), hardwareVersion: try row.text(),
            active: try row.bool(), updatesEnabled: try row.bool(), lastHeartbeat: row.optionalInstant(),
            reportedVersion: row.optionalText(), reportedAt: row.optionalInstant(), createdAt: try row.instant(),
            updatedAt: try row.instant())
    }
}

extension RegisteredDevice {
    /// The device's columns and `token_hash` after them.
    package init(_ row: inout some ColumnReader) throws {
        self.init(device: try Device(&row), tokenHash: row.optionalText())
    }
}
