import SlipwayCore

/// A device with its new token.
package struct RotatedToken: Hashable, Sendable {
    package let device: Device
    /// Never to be read again afterwards: only its hash is stored.
    package let deviceToken: String

    package init(device: Device, deviceToken: String) {
        self.device = device
        self.deviceToken = deviceToken
    }
}
