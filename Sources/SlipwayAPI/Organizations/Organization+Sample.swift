import SlipwayCore

extension Organization {
    static let sample = Organization(
        id: .init(1), name: "acme", displayName: "Acme", environment: .production, active: true, deviceLimit: 300,
        deviceCount: 1, halted: false, haltReleasedAt: .sample, createdAt: .sample, updatedAt: .sample)
}
