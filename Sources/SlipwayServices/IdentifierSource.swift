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
        return Base64URL.encode(bytes)
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
