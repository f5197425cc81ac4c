import SlipwayCore

/// What is known of a device before an update, and what its temperament follows from.
package struct DeviceTraits: Hashable, Sendable {
    package let deviceUID: String
    package let hardwareVersion: String
    /// What it runs before the update.
    package let fromVersion: String

    package init(deviceUID: String, hardwareVersion: String, fromVersion: String) {
        self.deviceUID = deviceUID
        self.hardwareVersion = hardwareVersion
        self.fromVersion = fromVersion
    }
}
