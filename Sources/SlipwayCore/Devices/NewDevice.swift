/// A device that is about to be registered: every field is settled, the token is only a hash.
package struct NewDevice: Hashable, Sendable {
    package let deviceUID: String
    package let serialNumber: String
    package let organizationID: Organization.ID
    package let hardwareVersion: String
    /// SHA-256 in hex.
    package let tokenHash: String

    package init(
        deviceUID: String, serialNumber: String, organizationID: Organization.ID, hardwareVersion: String,
        tokenHash: String
    ) {
        self.deviceUID = deviceUID
        self.serialNumber = serialNumber
        self.organizationID = organizationID
        self.hardwareVersion = hardwareVersion
        self.tokenHash = tokenHash
    }
}
