/// A device that a new batch takes, as it is now.
package struct NewBatchDevice: Hashable, Sendable {
    package let deviceID: Device.ID
    package let fromVersion: String
    package let hardwareVersion: String

    package init(deviceID: Device.ID, fromVersion: String, hardwareVersion: String) {
        self.deviceID = deviceID
        self.fromVersion = fromVersion
        self.hardwareVersion = hardwareVersion
    }
}
