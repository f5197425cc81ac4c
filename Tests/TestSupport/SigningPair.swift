import Crypto
import SlipwayCore
import SlipwayServices

/// A signing key with its private half, made anew for a test.
package struct SigningPair: Sendable {
    private let privateKey = Curve25519.Signing.PrivateKey()

    package init() {}

    /// 32 of them.
    package var publicBytes: [UInt8] { Array(privateKey.publicKey.rawRepresentation) }

    package func key(named name: String) -> SigningKey {
        SigningKey(name: name, publicKey: SpelledBytes.base64(publicBytes))
    }

    /// What whoever signs releases sends along with a file.
    package func signature(of file: some Sequence<UInt8>) throws -> FirmwareSignature {
        try signature(over: Array(SHA256.hash(data: Array(file))))
    }

    /// A manifest for a file.
    ///
    /// - Parameter text: what is signed in place of its canonical form.
    package func manifest(
        of file: some Sequence<UInt8>, version: String = "2.0.0", hardwareVersions: [String] = [],
        minimumVersion: String? = nil, as text: (String) -> String = { $0 }
    ) throws -> SignedManifest {
        let file = Array(file)
        let manifest = FirmwareManifest(
            sha256: SHA256.hash(data: file).map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined(),
            sizeBytes: Int64(file.count), version: version, hardwareVersions: hardwareVersions,
            minimumVersion: minimumVersion)
        return try sign(text(manifest.text))
    }

    package func sign(_ manifest: String) throws -> SignedManifest {
        let bytes = Array(manifest.utf8)
        return SignedManifest(bytes: bytes, signature: try signature(over: bytes))
    }

    private func signature(over message: [UInt8]) throws -> FirmwareSignature {
        let bytes = try privateKey.signature(for: message)
        guard let signature = FirmwareSignature(bytes) else { throw SlipwayError.firmwareInvalid(.signatureMismatch) }
        return signature
    }
}
