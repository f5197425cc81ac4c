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
