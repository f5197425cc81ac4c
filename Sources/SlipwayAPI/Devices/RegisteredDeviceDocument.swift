import SlipwayCore

/// A device that was registered among others, with the token that nothing shows again.
package struct RegisteredDeviceDocument: Encodable {
    private let device: Device
    private let deviceToken: String?

    package init(_ device: Device, deviceToken: String?) {
        self.device = device
        self.deviceToken = deviceToken
    }
}
