import SlipwayCore

extension Device {
    static let sample = Device(
        id: .init(1), deviceUID: "dev-001", serialNumber: "SN001", organizationID: .init(1), organizationName: "acme",
        firmwareVersion: "4.11.3", hardwareVersion: "C", active: true, updatesEnabled: true, lastHeartbeat: .sample,
        reportedVersion: "4.11.3", reportedAt: .sample, createdAt: .sample, updatedAt: .sample)
}
