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

    /// Why it cannot take part at the moment, whatever the release.
    package var refusal: ReasonCode? {
        if !active { return .deviceInactive }
        if !updatesEnabled { return .updatesDisabled }
        if isUpdating { return .alreadyUpdating }
        return nil
    }
}
