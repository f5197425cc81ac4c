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

/// A detached Ed25519 signature (RFC 8032), made elsewhere, over the 32 bytes of the SHA-256 of a firmware file.
package struct FirmwareSignature: Hashable, Sendable {
    /// 64 of them.
    package let bytes: [UInt8]

    /// Takes the bytes themselves, as `openssl pkeyutl` writes them, or their base64 or hex; none for anything else.
    package init?(_ given: some Sequence<UInt8>) {
        guard let bytes = SpelledBytes.read(given, count: 64) else { return nil }
        self.bytes = bytes
    }

    /// In base64, as releases carry it.
    package var text: String { SpelledBytes.base64(bytes) }
}

extension FieldFault {
    /// What is not a signature at all; whether one fits is another question.
    package static let noSignature = FieldFault(
        field: "digital_signature", fault: "is not an Ed25519 signature: 64 bytes, or their base64 or hex")
}
