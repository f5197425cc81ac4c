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
