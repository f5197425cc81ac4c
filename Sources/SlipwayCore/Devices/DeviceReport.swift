/// What a device said about itself, or that it was there at all; collected and written set-wise.
package struct DeviceReport: Hashable, Sendable {
    package let deviceID: Device.ID
    package let at: Timestamp
    /// None for a mere sign of life.
    package let version: String?

    package init(deviceID: Device.ID, at: Timestamp, version: String?) {
        self.deviceID = deviceID
        self.at = at
        self.version = version
    }
}
