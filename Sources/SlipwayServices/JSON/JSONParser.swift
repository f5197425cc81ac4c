import SlipwayCore

/// Reads one JSON text (RFC 8259), strictly: no name twice in an object, no more than 64 levels, UTF-8 only. A byte order
/// mark before it is skipped (section 8.1): some programs write one.
package struct JSONParser {
    package static let maximumDepth = 64
    /// Values of one text that comes over a network: each takes about 100 bytes of memory, and as few as 2 on the way.
    package static let maximumValues = 100_000

    private static let mark = Array("\u{FEFF}".utf8)
    private let bytes: [UInt8]
    private let limit: Int
    private var count = 0
    private var index: Int

    /// - Parameters:
    ///   - field: what a fault calls the whole.
    ///   - values: so many may stand in it, objects and lists among them.
    /// - Throws: REQUEST_001 with line and column, both from 1, the column in bytes.
    package static func parse(
        _ bytes: [UInt8], field: String = "body", values limit: Int = maximumValues
    ) throws(SlipwayError) -> JSONNode {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw .invalidRequest([FieldFault(field: field, fault: "is not UTF-8")])
        }
        var parser = JSONParser(bytes: bytes, limit: limit)
        do throws(Fault) {
            parser.skipSpace()
            let node = try parser.value(depth: 1)
            parser.skipSpace()
            guard parser.index == bytes.count else { throw Fault("has more after its end") }
            return node
        } catch {
            throw .invalidRequest([FieldFault(field: field, fault: "\(error.text) at \(parser.position)")])
        }
    }

    private init(bytes: [UInt8], limit: Int) {
        self.bytes = bytes
        self.limit = limit
        index = bytes.starts(with: Self.mark) ? Self.mark.count : 0
    }

    private struct Fault: Error {
        let text: String
        init(_ text: String) { self.text = text }
    }

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private var position: String {
        let before = bytes[..<min(index, bytes.count)]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return "line \(before.count { $0 == UInt8(ascii: "\n") } + 1), column \(before.count - lineStart + 1)"
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { index += 1 }
    }

    private mutating func takes(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func value(depth: Int) throws(Fault) -> JSONNode {
        let start = index
        guard let byte = next else { throw Fault("ends too early") }
        count += 1
        guard count <= limit else { throw Fault("has more than \(limit) values") }
        let value: JSONNode.Value
        switch byte {
        case UInt8(ascii: "{"): value = try object(depth: depth)
        case UInt8(ascii: "["): value = try array(depth: depth)
        case UInt8(ascii: "\""): value = try text().map { .text($0) } ?? .brokenText
        case UInt8(ascii: "t"): value = try word("true", is: .flag(true))
        case UInt8(ascii: "f"): value = try word("false", is: .flag(false))
        case UInt8(ascii: "n"): value = try word("null", is: .null)
        default: value = try number()
        }
        return JSONNode(value: value, source: bytes[start..<index])
    }

    private mutating func word(_ word: StaticString, is value: JSONNode.Value) throws(Fault) -> JSONNode.Value {
        let letters = "\(word)".utf8
        guard bytes[index...].starts(with: letters) else { throw Fault("is not JSON") }
        index += letters.count
        return value
    }

    private mutating func object(depth: Int) throws(Fault) -> JSONNode.Value {
        guard depth <= Self.maximumDepth else { throw Fault("nests deeper than \(Self.maximumDepth) levels") }
        var members: [String: JSONNode] = [:]
        index += 1
        skipSpace()
        if takes("}") { return .object(members) }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw Fault("lacks the name of a member") }
            let start = index
            let name = try text()
            skipSpace()
            guard takes(":") else { throw Fault("lacks a colon") }
            skipSpace()
            let node = try value(depth: depth + 1)
            // Who reads the first and who reads the last would understand different things.
            if let name, members.updateValue(node, forKey: name) != nil {
                index = start
                throw Fault("names a member twice")
            }
            skipSpace()
        } while takes(",")
        guard takes("}") else { throw Fault("lacks a comma or the end of an object") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(Fault) -> JSONNode.Value {
        guard depth <= Self.maximumDepth else { throw Fault("nests deeper than \(Self.maximumDepth) levels") }
        var nodes: [JSONNode] = []
        index += 1
        skipSpace()
        if takes("]") { return .array(nodes) }
        repeat {
            skipSpace()
            nodes.append(try value(depth: depth + 1))
            skipSpace()
        } while takes(",")
        guard takes("]") else { throw Fault("lacks a comma or the end of a list") }
        return .array(nodes)
    }

    private mutating func number() throws(Fault) -> JSONNode.Value {
        let start = index
        _ = takes("-")
        if !takes("0") { try digits() }
        if takes(".") { try digits() }
        if takes("e") || takes("E") {
            if !takes("+") { _ = takes("-") }
            try digits()
        }
        return .number(String(decoding: bytes[start..<index], as: UTF8.self))
    }

    private mutating func digits() throws(Fault) {
        let start = index
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
        guard index > start else { throw Fault("is not JSON") }
    }

    /// - Returns: what it spells; none for half of a surrogate pair.
    private mutating func text() throws(Fault) -> String? {
        index += 1
        let start = plainRun()
        if takes("\"") { return start }
        var units = Array(start.utf16)
        while let byte = next, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw Fault("holds a control character in a text") }
            if byte == UInt8(ascii: "\\") {
                units.append(try escape())
            } else {
                units.append(contentsOf: plainRun().utf16)
            }
        }
        guard takes("\"") else { throw Fault("ends inside of a text") }
        return String(validating: units, as: UTF16.self)
    }

    /// Up to what ends the text, or has to be looked at.
    private mutating func plainRun() -> String {
        let run = bytes[index...].prefix { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        index += run.count
        return String(decoding: run, as: UTF8.self)
    }

    private static let simpleEscapes: [UInt8: UInt16] = [
        UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F, UInt8(ascii: "b"): 0x08,
        UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
    ]

    private mutating func escape() throws(Fault) -> UInt16 {
        guard index + 1 < bytes.count else { throw Fault("ends inside of a text") }
        let kind = bytes[index + 1]
        if let unit = Self.simpleEscapes[kind] {
            index += 2
            return unit
        }
        let digits = bytes[(index + 2)...].prefix(4)
        let isHexadecimal = digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
        guard kind == UInt8(ascii: "u"), digits.count == 4, isHexadecimal,
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw Fault("holds an unknown escape") }
        index += 6
        return unit
    }
}
