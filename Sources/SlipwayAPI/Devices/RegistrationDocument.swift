import SlipwayCore
import SlipwayServices

/// The answer to a registration: `{"successful": […], "failed": […]}`.
struct RegistrationDocument: Encodable {
    private let successful: [RegisteredDeviceDocument]
    private let failed: [RefusedDeviceDocument]

    init(_ result: RegistrationResult) {
        successful = result.successful.map { RegisteredDeviceDocument($0.device, deviceToken: $0.deviceToken) }
        failed = result.failed.map(RefusedDeviceDocument.init)
    }
}

/// A device that was registered among others, with the token that nothing shows again.
package struct RegisteredDeviceDocument: Encodable {
    private let device: Device
    private let deviceToken: String?

    package init(_ device: Device, deviceToken: String?) {
        self.device = device
        self.deviceToken = deviceToken
    }
}

extension RegistrationResult {
    static let sample = RegistrationResult(
        successful: [Registered(index: 0, device: .sample, deviceToken: "")],
        failed: [
            Refused(
                index: 1,
                entry: RegistrationEntry(
                    deviceUID: "dev-002", serialNumber: "SN002", organizationID: .init(2), hardwareVersion: "C"),
                error: .organizationNotFound("2"))
        ])
}

extension Device {
    static let sample = Device(
        id: .init(1), deviceUID: "dev-001", serialNumber: "SN001", organizationID: .init(1), organizationName: "acme",
        firmwareVersion: "4.11.3", hardwareVersion: "C", active: true, updatesEnabled: true, lastHeartbeat: .sample,
        reportedVersion: "4.11.3", reportedAt: .sample, createdAt: .sample, updatedAt: .sample)
}
