import SlipwayCore
import SlipwayServices

/// The answer to a registration: `{"successful": […], "failed": […]}`.
struct RegistrationDocument: Encodable {
    private let successful: [Success]
    private let failed: [Failure]

    init(_ result: RegistrationResult) {
        successful = result.successful.map { Success(device: $0.device, deviceToken: $0.deviceToken) }
        failed = result.failed.map { refused in
            Failure(
                device: Failure.Named(
                    deviceUID: refused.entry.deviceUID, serialNumber: refused.entry.serialNumber,
                    organizationID: refused.entry.organizationID, hardwareVersion: refused.entry.hardwareVersion),
                index: refused.index, error: refused.error.message, code: refused.error.code)
        }
    }

    private struct Success: Encodable {
        let device: Device
        let deviceToken: String
    }

    private struct Failure: Encodable {
        let device: Named
        let index: Int
        let error: String
        let code: String

        /// As it was sent.
        struct Named: Encodable {
            let deviceUID: String?
            let serialNumber: String?
            let organizationID: Organization.ID
            let hardwareVersion: String?
        }
    }
}
