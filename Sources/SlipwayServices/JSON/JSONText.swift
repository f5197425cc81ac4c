import Foundation

/// JSON as Slipway writes it: snake_case; control characters of any kind are escaped.
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
    package static func verbatim(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// A text as a string of JSON.
    package static func quoted(_ text: String) -> String {
        var quoted = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted.append(contentsOf: ["\\", scalar])
            case _ where scalar.value < 0x20 || isHostile(scalar):
                quoted.append(contentsOf: escape(scalar).unicodeScalars)
            default: quoted.append(scalar)
            }
        }
        return String(quoted) + "\""
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return encoder
    }

    /// JSON escapes C0 only; DEL, C1, bidi controls and the like must not reach a terminal either.
    private static func isHostile(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x7F else { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .surrogate, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }

    private static func escapingHostile(_ json: String) -> String {
        guard json.utf8.contains(where: { $0 >= 0x7F }) else { return json }
        var text = String.UnicodeScalarView()
        for scalar in json.unicodeScalars {
            if isHostile(scalar) {
                text.append(contentsOf: escape(scalar).unicodeScalars)
            } else {
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
