/// A device that exists, with what decides whether a registration is a repeat of its own.
package struct RegisteredDevice: Hashable, Sendable {
    package let device: Device
    /// SHA-256 in hex; none where the token was revoked, or nobody who asks needs to know it.
    package let tokenHash: String?

    package init(device: Device, tokenHash: String?) {
        self.device = device
        self.tokenHash = tokenHash
    }
}
