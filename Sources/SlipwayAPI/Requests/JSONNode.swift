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

    /// What it is, in words that end a sentence.
    var kind: String {
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
