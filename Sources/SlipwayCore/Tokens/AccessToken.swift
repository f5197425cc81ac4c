/// What lets a program act; the token itself was shown once, and its hash never leaves the repository.
package struct AccessToken: Hashable, Sendable, Encodable {
    package typealias ID = RecordID<AccessToken>

    package let id: ID
    /// The name of the principal that it makes.
    package let description: String
    /// In the order in which `Scope` lists them.
    package let scopes: [Scope]
    /// None for all.
    package let organizationID: Organization.ID?
    /// To the minute: more is not written.
    package let lastAccessedAt: Timestamp?
    /// From this instant on it opens nothing; none for never.
    package let expiresAt: Timestamp?
    /// The name of the principal that made it; none where that was a program from before it was kept.
    package let createdBy: String?
    package let createdAt: Timestamp
    package let updatedAt: Timestamp

    package init(
        id: ID, description: String, scopes: [Scope], organizationID: Organization.ID?, lastAccessedAt: Timestamp?,
        expiresAt: Timestamp?, createdBy: String? = nil, createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.description = description
        self.scopes = scopes
        self.organizationID = organizationID
        self.lastAccessedAt = lastAccessedAt
        self.expiresAt = expiresAt
        self.createdBy = createdBy
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    package func hasExpired(at now: Timestamp) -> Bool { expiresAt.map { $0 <= now } ?? false }
}

/// A token that is about to be stored, by its hash alone.
package struct NewAccessToken: Hashable, Sendable {
    package let description: String
    package let scopes: Set<Scope>
    package let organizationID: Organization.ID?
    /// SHA-256 in hex.
    package let tokenHash: String
    package let expiresAt: Timestamp?
    package let createdBy: String?

    package init(
        description: String, scopes: Set<Scope>, organizationID: Organization.ID?, tokenHash: String,
        expiresAt: Timestamp?, createdBy: String? = nil
    ) {
        self.description = description
        self.scopes = scopes
        self.organizationID = organizationID
        self.tokenHash = tokenHash
        self.expiresAt = expiresAt
        self.createdBy = createdBy
    }
}
