import SQLStorage

/// Many values as one parameter, which `json_each` turns back into rows.
enum JSONText {
    static func list(_ values: [SQLValue]) -> String {
        "[" + values.map(json).joined(separator: ",") + "]"
    }

    private static func json(_ value: SQLValue) -> String {
        switch value {
        // Bytes are never sent in lists.
        case .null, .bytes: "null"
        case .integer(let integer): String(integer)
        case .real(let real): String(real)
        case .flag(let flag): flag ? "1" : "0"
        case .text(let text): quoted(text)
        case .instant(let instant): String(instant.milliseconds)
        case .list(let values): list(values)
        }
    }

    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        if isPlain { return "\"\(text)\"" }
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            // SQLite ends a text of JSON there, and would lose what follows.
            case "\u{0}": json += "\u{FFFD}"
            case "\u{1}"..."\u{1F}":
                let code = String(scalar.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: 4 - code.count) + code
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }
}
