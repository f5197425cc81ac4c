/// The public name of an update session: a random UUID (RFC 9562, version 4) in lower case.
package struct SessionID: Hashable, Sendable, Codable, CustomStringConvertible {
    package let description: String

    /// None where the text is not a UUID; upper case is folded.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return nil }
        for (position, byte) in bytes.enumerated() {
            switch (position, byte) {
            case (8, UInt8(ascii: "-")), (13, UInt8(ascii: "-")), (18, UInt8(ascii: "-")), (23, UInt8(ascii: "-")):
                break
            case (8, _), (13, _), (18, _), (23, _): return nil
            case (_, UInt8(ascii: "0")...UInt8(ascii: "9")), (_, UInt8(ascii: "a")...UInt8(ascii: "f")),
                (_, UInt8(ascii: "A")...UInt8(ascii: "F")):
                break
            default: return nil
            }
        }
        description = text.lowercased()
    }

    package init(using generator: inout some RandomNumberGenerator) {
        description = RandomUUID.text(using: &generator)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = SessionID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a UUID")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Makes random UUIDs (RFC 9562, version 4) from an injected source, so that tests can repeat them.
package enum RandomUUID {
    package static func text(using generator: inout some RandomNumberGenerator) -> String {
        let high = (generator.next() & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000
        let low = (generator.next() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
        let digits = Array("0123456789abcdef".unicodeScalars)
        var text = ""
        for (position, shift) in (0..<32).map({ ($0, UInt64(60 - ($0 % 16) * 4)) }) {
            if [8, 12, 16, 20].contains(position) { text.unicodeScalars.append("-") }
            let half = position < 16 ? high : low
            text.unicodeScalars.append(digits[Int((half >> shift) & 0xF)])
        }
        return text
    }
}
