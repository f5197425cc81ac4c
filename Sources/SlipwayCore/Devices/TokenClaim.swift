/// That a device has the token with this hash, which can be asked without being told any hash.
package struct TokenClaim: Hashable, Sendable {
    package let device: Device.ID
    /// SHA-256 in hex.
    package let hash: String

    package init(device: Device.ID, hash: String) {
        self.device = device
        self.hash = hash
    }
}
