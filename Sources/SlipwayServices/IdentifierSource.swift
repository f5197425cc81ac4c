import SlipwayCore
import Synchronization

/// Makes every identifier and token, from the system's randomness or, for tests and demonstrations, from a seed.
package final class IdentifierSource: Sendable {
    private let generator: Mutex<Generator>

    private init(_ generator: Generator) {
        self.generator = Mutex(generator)
    }

    package static var random: IdentifierSource { IdentifierSource(.system(SystemRandomNumberGenerator())) }

    /// The same seed makes the same identifiers in the same order; not for real tokens.
    package static func seeded(_ seed: UInt64) -> IdentifierSource {
        IdentifierSource(.seeded(SeededGenerator(seed: seed)))
    }

    package func sessionID() -> SessionID {
        generator.withLock { SessionID(using: &$0) }
    }

    /// RFC 9562, version 4, in lower case.
    package func uuid() -> String {
        generator.withLock { RandomUUID.text(using: &$0) }
    }

    /// 32 random bytes in base64url without padding: 43 characters.
    package func deviceToken() -> String { token() }

    /// 32 random bytes in base64url without padding: 43 characters.
    package func accessToken() -> String { token() }

    private func token() -> String {
        let bytes = generator.withLock { generator in
            (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        }
        return Self.base64URL(bytes)
    }

    /// RFC 4648, section 5.
    private static func base64URL(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for position in 0...group.count { text.append(alphabet[bits >> (18 - 6 * position) & 0x3F]) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private enum Generator: RandomNumberGenerator {
        case system(SystemRandomNumberGenerator)
        case seeded(SeededGenerator)

        mutating func next() -> UInt64 {
            switch self {
            case .system(var generator): return generator.next()
            case .seeded(var generator):
                let number = generator.next()
                self = .seeded(generator)
                return number
            }
        }
    }
}
