/// What a fleet knows of a device that it plays over HTTP.
package struct FleetMember: Hashable, Sendable {
    package let deviceUID: String
    package let token: String
    /// Empty where nobody knows.
    package let hardwareVersion: String

    package init(deviceUID: String, token: String, hardwareVersion: String = "") {
        self.deviceUID = deviceUID
        self.token = token
        self.hardwareVersion = hardwareVersion
    }
}
