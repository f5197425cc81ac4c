/// Turns the bytes of a sheet into UTF-8 piece by piece: UTF-16 is told by its byte order mark, all else stays as it is.
///
/// What is not a character in UTF-16 becomes U+FFFD, which a row is refused for. A byte order mark is left out.
package struct SheetTranscoder: Sendable {
    private enum Encoding {
        case utf8, utf16LittleEndian, utf16BigEndian
    }

    /// None until the first three bytes are there.
    private var encoding: Encoding?
    /// Bytes that do not make a whole character yet.
    private var rest: [UInt8] = []

    package init() {}

    package static func utf8(of bytes: some Sequence<UInt8>) -> [UInt8] {
        var transcoder = SheetTranscoder()
        return transcoder.feed(bytes) + transcoder.finish()
    }

    package mutating func feed(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        if encoding == .utf8 { return Array(bytes) }
        rest += bytes
        if encoding == nil {
            guard rest.count >= 3 else { return [] }
            begin()
        }
        return encoding == .utf8 ? take() : takeUTF16()
    }

    /// What is left at the end of the input.
    package mutating func finish() -> [UInt8] {
        if encoding == nil { begin() }
        guard encoding != .utf8 else { return take() }
        let whole = takeUTF16()
        defer { rest = [] }
        return rest.isEmpty ? whole : whole + Self.replacement
    }

    private mutating func begin() {
        if rest.starts(with: [0xFF, 0xFE]) {
            encoding = .utf16LittleEndian
            rest.removeFirst(2)
        } else if rest.starts(with: [0xFE, 0xFF]) {
            encoding = .utf16BigEndian
            rest.removeFirst(2)
        } else {
            encoding = .utf8
            if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest.removeFirst(3) }
        }
    }

    private mutating func take() -> [UInt8] {
        defer { rest = [] }
        return rest
    }

    /// All but a half unit, or the first half of a pair, at the end.
    private mutating func takeUTF16() -> [UInt8] {
        let isLittle = encoding == .utf16LittleEndian
        var units = stride(from: 0, to: rest.count - 1, by: 2).map { index in
            let (first, second) = (UInt16(rest[index]), UInt16(rest[index + 1]))
            return isLittle ? second << 8 | first : first << 8 | second
        }
        if let last = units.last, UTF16.isLeadSurrogate(last) { units.removeLast() }
        rest.removeFirst(units.count * 2)
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }

    private static let replacement = Array("\u{FFFD}".utf8)
}
