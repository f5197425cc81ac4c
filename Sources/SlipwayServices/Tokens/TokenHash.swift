import Crypto

/// Tokens are stored only as their hashes; they are random, so that a plain hash is enough.
package enum TokenHash {
    package static func sha256Hex(of token: String) -> String {
        SHA256.hash(data: Array(token.utf8)).hexText
    }

    /// Takes as long for a hash that is nearly right as for any other.
    static func isEqual(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        return zip(left.utf8, right.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension Sequence<UInt8> {
    /// Two lower-case digits a byte.
    var hexText: String {
        var text: [UInt8] = []
        text.reserveCapacity(2 * underestimatedCount)
        for byte in self {
            text.append(Self.digit(byte >> 4))
            text.append(Self.digit(byte & 0xF))
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
