import SlipwayCore
import SlipwayServices

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
