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
        let bytes = try privateKey.signature(for: Array(SHA256.hash(data: Array(file))))
        guard let signature = FirmwareSignature(bytes) else { throw SlipwayError.firmwareInvalid(.signatureMismatch) }
        return signature
    }
}
