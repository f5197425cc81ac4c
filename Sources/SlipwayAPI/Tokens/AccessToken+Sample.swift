import SlipwayCore

extension AccessToken {
    static let sample = AccessToken(
        id: .init(1), description: "ci", scopes: [.updatesRead], organizationID: .init(1), lastAccessedAt: .sample,
        expiresAt: .sample, createdAt: .sample, updatedAt: .sample)
}
