import SlipwayCore
import TestSupport

extension Device {
    /// A registered device that has said what it runs.
    static func example(uid: String, firmwareVersion: String, reportedVersion: String? = nil) -> Device {
        Device(
            id: Device.ID(1), deviceUID: uid, serialNumber: "serial-\(uid)", organizationID: Organization.ID(1),
            organizationName: "acme", firmwareVersion: firmwareVersion, hardwareVersion: "rev-a", active: true,
            updatesEnabled: true, lastHeartbeat: nil, reportedVersion: reportedVersion ?? firmwareVersion,
            reportedAt: .example, createdAt: .example, updatedAt: .example)
    }
}
