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
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }, as: UTF8.self)
    }
}
