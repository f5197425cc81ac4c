/// A part of a JSON text (RFC 8259), with where it stands, so that a fault can be named and a number keeps its digits.
package struct JSONNode: Sendable {
    package enum Value: Sendable {
        case null
        case flag(Bool)
        /// As it is written.
        case number(String)
        case text(String)
        /// A text with half of a surrogate pair, which JSON allows and no text can hold.
        case brokenText
        case array([JSONNode])
        /// Every name is there once.
        case object([String: JSONNode])
    }

    package let value: Value
    /// As it came, to the letter.
    package let source: ArraySlice<UInt8>

    /// The members of an object, none for anything else.
    package var members: [String: JSONNode]? {
        if case .object(let members) = value { return members }
        return nil
    }

    /// What a text spells, none for anything else.
    package var text: String? {
        if case .text(let text) = value { return text }
        return nil
    }

    /// A whole number that is in range, none for anything else.
    package var whole: Int64? {
        guard case .number(let digits) = value else { return nil }
        if let whole = Int64(digits) { return whole }
        // 1e3 and 5.0 are whole numbers too, but beyond 2^53 it is unknown which one a fraction means.
        guard let number = Double(digits), number == number.rounded(), abs(number) <= 9_007_199_254_740_992 else {
            return nil
        }
        return Int64(number)
    }

    /// To the letter, but for the white space between its parts.
    package var compact: String {
        var isInText = false
        var isEscaped = false
        let bytes = source.filter { byte in
            defer { isEscaped = isInText && !isEscaped && byte == UInt8(ascii: "\\") }
            if byte == UInt8(ascii: "\""), !isEscaped { isInText.toggle() }
            return isInText || byte > 0x20
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What it is, in words that end a sentence.
    package var kind: String {
        switch value {
        case .null: "null"
        case .flag: "true or false"
        case .number: "a number"
        case .text: "a text"
        case .brokenText: "a text with half of a surrogate pair"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

extension JSONNode: Encodable {
    /// What no `Int64` or `Double` holds, and half of a surrogate pair, becomes a text that shows how it is written.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch value {
        case .null: try container.encodeNil()
        case .flag(let flag): try container.encode(flag)
        case .number(let digits):
            if let integer = Int64(digits) {
                try container.encode(integer)
            } else if let number = Double(digits), number.isFinite {
                try container.encode(number)
            } else {
                try container.encode(digits)
            }
        case .text(let text): try container.encode(text)
        case .brokenText: try container.encode(String(decoding: source.dropFirst().dropLast(), as: UTF8.self))
        case .array(let nodes): try container.encode(nodes)
        case .object(let members): try container.encode(members)
        }
    }
}
