import Foundation

/// JSON as the HTTP API writes it: snake_case; control characters of any kind are escaped.
package enum JSONText {
    /// For people: over several lines, sorted.
    package static func encode(_ value: some Encodable) throws -> String {
        let encoder = encoder
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return escapingHostile(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// For programs: on one line.
    package static func compact(_ value: some Encodable) throws -> String {
        let encoder = encoder
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return escapingHostile(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// With the keys as they are.
    static func verbatim(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return encoder
    }

    /// JSON escapes C0 only; DEL, C1, bidi controls and the like must not reach a terminal either.
    private static func escapingHostile(_ json: String) -> String {
        guard json.utf8.contains(where: { $0 >= 0x7F }) else { return json }
        var text = String.UnicodeScalarView()
        for scalar in json.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where scalar.value >= 0x7F, .format, .privateUse, .surrogate, .lineSeparator,
                .paragraphSeparator:
                text.append(contentsOf: escape(scalar).unicodeScalars)
            default:
                text.append(scalar)
            }
        }
        return String(text)
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        String(scalar).utf16.map { unit in
            let hex = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        }.joined()
    }
}
