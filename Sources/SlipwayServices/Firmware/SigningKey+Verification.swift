import Crypto
import SlipwayCore

extension SigningKey {
    /// - Parameter checksum: the SHA-256 of the firmware, in hex.
    func verifies(_ signature: FirmwareSignature, ofSHA256 checksum: String) -> Bool {
        guard let bytes = SpelledBytes.read(publicKey.utf8, count: 32),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes),
            let digest = SpelledBytes.hex(checksum.utf8)
        else { return false }
        return key.isValidSignature(signature.bytes, for: digest)
    }
}

extension SettingReader {
    /// Which of the signing keys the signature of a new or changed release is by; none where none are set.
    ///
    /// - Throws: FIRMWARE_002 where it is by none of those that are set.
    func signer(of signature: FirmwareSignature, ofSHA256 checksum: String) throws -> SigningKey? {
        let keys = try signingKeys()
        if keys.isEmpty { return nil }
        guard let key = keys.first(where: { $0.verifies(signature, ofSHA256: checksum) }) else {
            throw SlipwayError.firmwareInvalid(.signatureMismatch)
        }
        return key
    }

    /// By which key a release may be approved; none where none are set, and any may.
    ///
    /// - Throws: FIRMWARE_002 where it has no signature by one that is set.
    func approvingKey(of release: FirmwareRelease) throws -> SigningKey? {
        let keys = try signingKeys()
        if keys.isEmpty { return nil }
        guard let text = release.digitalSignature else {
            throw SlipwayError.firmwareInvalid(.unsigned(version: release.version))
        }
        guard let signature = FirmwareSignature(text.utf8),
            let key = keys.first(where: { $0.verifies(signature, ofSHA256: release.checksum) })
        else { throw SlipwayError.firmwareInvalid(.signatureUnverified(version: release.version)) }
        return key
    }
}
