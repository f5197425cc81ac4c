/// A token that is about to be stored, by its hash alone.
package struct NewAccessToken: Hashable, Sendable {
    package let description: String
    package let scopes: Set<Scope>
    package let organizationID: Organization.ID?
    /// SHA-256 in hex.
    package let tokenHash: String
    package let expiresAt: Timestamp?

    package init(
        description: String, scopes: Set<Scope>, organizationID: Organization.ID?, tokenHash: String,
        expiresAt: Timestamp?
    ) {
        self.description = description
        self.scopes = scopes
        self.organizationID = organizationID
        self.tokenHash = tokenHash
        self.expiresAt = expiresAt
    }
}
