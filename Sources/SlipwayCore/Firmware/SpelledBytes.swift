/// Bytes as people hand them on: as they are, in base64 (RFC 4648, either alphabet, with or without padding) or in hex.
package enum SpelledBytes {
    /// - Returns: none unless exactly `count` bytes are spelled.
    package static func read(_ given: some Sequence<UInt8>, count: Int) -> [UInt8]? {
        let given = Array(given)
        // Text of that length is another thing that was mistaken for this one, such as a checksum for a signature.
        if given.count == count, !given.allSatisfy(isText) { return given }
        let text = given.filter { !isSpace($0) }
        let bytes = text.count == count * 2 && text.last != UInt8(ascii: "=") ? hex(text) : base64(text)
        return bytes?.count == count ? bytes : nil
    }

    package static func base64(_ bytes: [UInt8]) -> String {
        let text = Base64URL.encode(bytes)
        let plain = text.utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "+") : $0 }
            .map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "/") : $0 }
        return String(decoding: plain, as: UTF8.self) + String(repeating: "=", count: (4 - plain.count % 4) % 4)
    }

    /// None for what has an odd digit, or one that is none.
    package static func hex(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        var first: UInt8?
        for character in text {
            guard let digit = Character(Unicode.Scalar(character)).hexDigitValue.map(UInt8.init) else { return nil }
            if let high = first {
                bytes.append(high << 4 | digit)
                first = nil
            } else {
                first = digit
            }
        }
        return bytes
    }

    private static func base64(_ text: [UInt8]) -> [UInt8]? {
        let padding = text.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding <= 2 else { return nil }
        let plain = text.dropLast(padding).map { $0 == UInt8(ascii: "+") ? UInt8(ascii: "-") : $0 }
            .map { $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0 }
        return Base64URL.decode(String(decoding: plain, as: UTF8.self))
    }

    private static func isText(_ byte: UInt8) -> Bool { isSpace(byte) || (0x21...0x7E).contains(byte) }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}
