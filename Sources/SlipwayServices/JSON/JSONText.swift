/// JSON as Slipway writes it (RFC 8259): the members of an object sorted, their names in snake_case, and control characters
/// of any kind escaped.
///
/// Values say what they are by `Encodable`; names out of a dictionary are data and stay as they are.
package enum JSONText {
    /// For people: over several lines.
    package static func encode(_ value: some Encodable) throws -> String {
        String(decoding: try bytes(of: value, spelling: .snakeCase, layout: .lines), as: UTF8.self)
    }

    /// For programs: on one line.
    package static func compact(_ value: some Encodable) throws -> String {
        String(decoding: try compactBytes(value), as: UTF8.self)
    }

    /// For programs: on one line, in UTF-8.
    package static func compactBytes(_ value: some Encodable) throws -> [UInt8] {
        try bytes(of: value, spelling: .snakeCase, layout: .line)
    }

    /// Over several lines, with the names as they are.
    package static func verbatim(_ value: some Encodable) throws -> String {
        String(decoding: try bytes(of: value, spelling: .verbatim, layout: .lines), as: UTF8.self)
    }

    /// A text as a string of JSON.
    package static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func bytes(
        of value: some Encodable, spelling: JSONName.Spelling, layout: JSONLayout
    ) throws -> [UInt8] {
        var tree = JSONTree(JSONOutlines.take(spelling))
        defer { JSONOutlines.keep(tree.outlines) }
        let content = try withUnsafeMutablePointer(to: &tree) { try JSONBranch.content(of: value, in: $0) }
        var writer = JSONWriter(tree, layout: layout)
        writer.write(content)
        return writer.bytes
    }

    /// Adds a text as a string of JSON.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        let isCopied = text.utf8.withContiguousStorageIfAvailable { letters in
            // Counted to the end, which the processor does for many letters at a time.
            guard letters.count(where: isPlain) == letters.count else { return false }
            bytes.append(contentsOf: letters)
            return true
        }
        if isCopied != true {
            for scalar in text.unicodeScalars { append(scalar, to: &bytes) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        switch scalar {
        case "\"", "\\": bytes += [UInt8(ascii: "\\"), UInt8(ascii: scalar)]
        case "\n": bytes += "\\n".utf8
        case "\r": bytes += "\\r".utf8
        case "\t": bytes += "\\t".utf8
        case "\u{8}": bytes += "\\b".utf8
        case "\u{C}": bytes += "\\f".utf8
        case _ where isHostile(scalar): for unit in String(scalar).utf16 { bytes += escape(unit).utf8 }
        default: bytes += String(scalar).utf8
        }
    }

    /// JSON has C0 escaped only; DEL, C1, bidi controls and the like must not reach a terminal either.
    private static func isHostile(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .surrogate, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    private static func escape(_ unit: UInt16) -> String {
        let hex = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
    }
}
