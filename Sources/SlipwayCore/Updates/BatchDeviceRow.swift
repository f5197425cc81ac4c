/// One row of the device list of a batch.
package struct BatchDeviceRow: Hashable, Sendable {
    package let batchDevice: UpdateBatchDevice
    package let deviceUID: String
    /// None before the device is initiated.
    package let session: UpdateSession?

    package init(batchDevice: UpdateBatchDevice, deviceUID: String, session: UpdateSession?) {
        self.batchDevice = batchDevice
        self.deviceUID = deviceUID
        self.session = session
    }
}
