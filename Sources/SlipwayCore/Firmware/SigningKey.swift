/// An Ed25519 public key: a signature by its other half lets a release be approved.
package struct SigningKey: Hashable, Sendable, Encodable {
    /// Unique.
    package let name: String
    /// Its 32 bytes, in base64.
    package let publicKey: String

    package init(name: String, publicKey: String) {
        self.name = name
        self.publicKey = publicKey
    }
}
