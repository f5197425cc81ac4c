/// A device that a new batch leaves out, and why.
package struct SkippedDevice: Hashable, Sendable, Encodable {
    /// As the caller named it, where it is unknown; else its uid.
    package let device: String
    package let reasonCode: ReasonCode

    package init(device: String, reasonCode: ReasonCode) {
        self.device = device
        self.reasonCode = reasonCode
    }
}
