import SlipwayCore
import SlipwayServices

/// The bare record with the token, this once.
package struct CreatedTokenDocument: Encodable {
    private let record: AccessToken
    private let token: String

    package init(_ created: CreatedAccessToken) {
        self.init(created.record, token: created.token)
    }

    init(_ record: AccessToken, token: String) {
        self.record = record
        self.token = token
    }

    package func encode(to encoder: any Encoder) throws {
        try record.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(token, forKey: .token)
    }

    private enum CodingKeys: String, CodingKey {
        case token
    }
}

extension AccessToken {
    static let sample = AccessToken(
        id: .init(1), description: "ci", scopes: [.updatesRead], organizationID: .init(1), lastAccessedAt: .sample,
        expiresAt: .sample, createdBy: "ada", createdAt: .sample, updatedAt: .sample)
}
