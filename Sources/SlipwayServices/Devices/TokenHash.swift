import Crypto

/// Tokens are stored only as their hashes; they are random, so that a plain hash is enough.
package enum TokenHash {
    package static func sha256Hex(of token: String) -> String {
        SHA256.hash(data: Array(token.utf8)).hexText
    }
}
