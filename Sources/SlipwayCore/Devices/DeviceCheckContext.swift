/// A device that asks for an update, with its open session if it has one.
package struct DeviceCheckContext: Hashable, Sendable {
    package let device: Device
    /// Of the token that it has to show; none where that was revoked.
    package let tokenHash: String?
    package let openSession: SessionContext?

    package init(_ registered: RegisteredDevice, openSession: SessionContext?) {
        device = registered.device
        tokenHash = registered.tokenHash
        self.openSession = openSession
    }
}
