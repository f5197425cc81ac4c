/// A JSON object (RFC 8259) as somebody sent it: without the white space between its parts, otherwise to the letter,
/// so that no number loses a digit.
struct JSONObjectText {
    let compact: String
    /// The members of the object itself that are texts.
    let texts: [String: String]

    /// None for what is no object, nests deeper than 64 levels, or names a member of the object itself twice.
    init?(_ text: String) {
        var scanner = JSONScanner(text)
        guard let texts = try? scanner.document() else { return nil }
        compact = String(decoding: scanner.compact, as: UTF8.self)
        self.texts = texts
    }
}

private struct JSONScanner {
    private struct Malformed: Error {}

    private static let maximumDepth = 64
    private let bytes: [UInt8]
    private var index = 0
    private(set) var compact: [UInt8] = []

    init(_ text: String) {
        bytes = Array(text.utf8)
        compact.reserveCapacity(bytes.count)
    }

    mutating func document() throws -> [String: String] {
        skipSpace()
        let texts = try object(depth: 1)
        skipSpace()
        guard index == bytes.count else { throw Malformed() }
        return texts
    }

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipSpace() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { index += 1 }
    }

    private mutating func take(_ character: Character) throws {
        guard try takes(character) else { throw Malformed() }
    }

    private mutating func takes(_ character: Character) throws -> Bool {
        guard let byte = character.asciiValue, next == byte else { return false }
        compact.append(byte)
        index += 1
        return true
    }

    private mutating func object(depth: Int) throws -> [String: String] {
        guard depth <= Self.maximumDepth else { throw Malformed() }
        var names: Set<String> = []
        var texts: [String: String] = [:]
        try take("{")
        skipSpace()
        if try takes("}") { return texts }
        repeat {
            skipSpace()
            let name = try text()
            skipSpace()
            try take(":")
            let value = try value(depth: depth)
            // Who reads the first and who reads the last would understand different things.
            if depth == 1, let name {
                guard names.insert(name).inserted else { throw Malformed() }
                if let value { texts[name] = value }
            }
            skipSpace()
        } while try takes(",")
        try take("}")
        return texts
    }

    private mutating func array(depth: Int) throws {
        guard depth <= Self.maximumDepth else { throw Malformed() }
        try take("[")
        skipSpace()
        if try takes("]") { return }
        repeat {
            _ = try value(depth: depth)
            skipSpace()
        } while try takes(",")
        try take("]")
    }

    /// - Returns: a text; none for anything else.
    private mutating func value(depth: Int) throws -> String? {
        skipSpace()
        switch next.map({ Character(Unicode.Scalar($0)) }) {
        case "{": _ = try object(depth: depth + 1)
        case "[": try array(depth: depth + 1)
        case "\"": return try text()
        case "t": for character in "true" { try take(character) }
        case "f": for character in "false" { try take(character) }
        case "n": for character in "null" { try take(character) }
        default: try number()
        }
        return nil
    }

    private mutating func number() throws {
        _ = try takes("-")
        if try !takes("0") { try digits() }
        if try takes(".") { try digits() }
        if try takes("e") || takes("E") {
            if try !takes("+") { _ = try takes("-") }
            try digits()
        }
    }

    private mutating func digits() throws {
        let start = index
        while let byte = next, (0x30...0x39).contains(byte) {
            compact.append(byte)
            index += 1
        }
        guard index > start else { throw Malformed() }
    }

    /// - Returns: what it spells; none for half of a surrogate pair, which JSON allows and no text can hold.
    private mutating func text() throws -> String? {
        let start = index
        try take("\"")
        var units: [UInt16] = []
        var isText = true
        while let byte = next, byte != 0x22 {
            guard byte >= 0x20 else { throw Malformed() }
            guard byte == 0x5C else {
                let run = bytes[index...].prefix { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }
                units.append(contentsOf: String(decoding: run, as: UTF8.self).utf16)
                index += run.count
                continue
            }
            units.append(try escape())
        }
        guard next == 0x22 else { throw Malformed() }
        index += 1
        compact.append(contentsOf: bytes[(start + 1)..<index])
        var decoder = UTF16()
        var iterator = units.makeIterator()
        var scalars = String.UnicodeScalarView()
        decoding: while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): scalars.append(scalar)
            case .emptyInput: break decoding
            case .error: isText = false
            }
        }
        return isText ? String(scalars) : nil
    }

    private mutating func escape() throws -> UInt16 {
        guard index + 1 < bytes.count else { throw Malformed() }
        let kind = bytes[index + 1]
        index += 2
        switch Character(Unicode.Scalar(kind)) {
        case "\"", "\\", "/": return UInt16(kind)
        case "b": return 0x08
        case "f": return 0x0C
        case "n": return 0x0A
        case "r": return 0x0D
        case "t": return 0x09
        case "u":
            let digits = bytes[index...].prefix(4)
            let hex = digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
            guard hex, digits.count == 4, let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
            else { throw Malformed() }
            index += 4
            return unit
        default: throw Malformed()
        }
    }
}
