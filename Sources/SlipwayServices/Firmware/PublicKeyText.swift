import Crypto
import SlipwayCore

/// An Ed25519 public key as a file gives it: PEM as `openssl pkey -pubout` writes it (RFC 8410), or its 32 bytes, plain
/// or in base64 or hex.
enum PublicKeyText {
    /// - Throws: REQUEST_001, also for a private key and for a public one that proves nothing.
    static func read(_ given: [UInt8]) throws(SlipwayError) -> [UInt8] {
        let text = String(decoding: given.prefix(4_096), as: UTF8.self)
        guard !text.contains("PRIVATE KEY") else {
            throw refusal("is a private key, which belongs nowhere but where releases are signed; give its public one")
        }
        guard let bytes = pem(text) ?? SpelledBytes.read(given, count: 32) else {
            throw refusal("is not an Ed25519 public key: PEM, or 32 bytes in base64 or hex")
        }
        guard !isForgeable(bytes) else { throw refusal("is a key that anybody can sign for") }
        return bytes
    }

    private static func pem(_ text: String) -> [UInt8]? {
        let lines = text.split(whereSeparator: \.isNewline)
        guard let start = lines.firstIndex(of: "-----BEGIN PUBLIC KEY-----"),
            let end = lines.firstIndex(of: "-----END PUBLIC KEY-----"), start < end
        else { return nil }
        let body = lines[(start + 1)..<end].joined().utf8
        guard let encoded = SpelledBytes.read(body, count: header.count + 32), encoded.starts(with: header) else {
            return nil
        }
        return Array(encoded.dropFirst(header.count))
    }

    /// A point of small order verifies, for one message in eight at least, a signature that was never made.
    private static func isForgeable(_ bytes: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return true }
        let forged = [1] + [UInt8](repeating: 0, count: 63)
        return (0...UInt8.max).contains { key.isValidSignature(forged, for: [$0]) }
    }

    /// What DER says before the bytes of an Ed25519 key.
    private static let header: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]

    private static func refusal(_ fault: String) -> SlipwayError {
        .invalidRequest([FieldFault(field: "public_key", fault: fault)])
    }
}
