/// A device that was asked for in a batch, with all that decides whether it is taken or started.
package struct BatchCandidate: Hashable, Sendable {
    package let deviceID: Device.ID
    package let deviceUID: String
    package let organizationID: Organization.ID
    package let active: Bool
    package let updatesEnabled: Bool
    package let firmwareVersion: String
    package let hardwareVersion: String
    /// Whether it has a session that is not final.
    package let isUpdating: Bool

    package init(
        deviceID: Device.ID, deviceUID: String, organizationID: Organization.ID, active: Bool, updatesEnabled: Bool,
        firmwareVersion: String, hardwareVersion: String, isUpdating: Bool
    ) {
        self.deviceID = deviceID
        self.deviceUID = deviceUID
        self.organizationID = organizationID
        self.active = active
        self.updatesEnabled = updatesEnabled
        self.firmwareVersion = firmwareVersion
        self.hardwareVersion = hardwareVersion
        self.isUpdating = isUpdating
    }

    /// Whether the device reports a version that no other can be compared with; not where it reports none.
    package var hasIncomparableVersion: Bool {
        !firmwareVersion.isEmpty && FirmwareVersion(firmwareVersion) == nil
    }

    package init(_ device: Device, isUpdating: Bool) {
        self.init(
            deviceID: device.id, deviceUID: device.deviceUID, organizationID: device.organizationID,
            active: device.active, updatesEnabled: device.updatesEnabled, firmwareVersion: device.firmwareVersion,
            hardwareVersion: device.hardwareVersion, isUpdating: isUpdating)
    }
}
