/// A device that asks for an update, with its open session if it has one.
package struct DeviceCheckContext: Hashable, Sendable {
    package let device: Device
    package let openSession: SessionContext?

    package init(device: Device, openSession: SessionContext?) {
        self.device = device
        self.openSession = openSession
    }
}
