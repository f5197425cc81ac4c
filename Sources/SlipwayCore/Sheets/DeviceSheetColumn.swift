/// What a column of a registration sheet may hold.
package enum DeviceSheetColumn: String, CaseIterable, Hashable, Sendable {
    case deviceUID = "device_uid"
    case organization
    case organizationID = "organization_id"
    case serialNumber = "serial_number"
    case hardwareVersion = "hardware_version"
    /// Where a report of failed rows says why; ignored when it is sent again.
    case error
}
