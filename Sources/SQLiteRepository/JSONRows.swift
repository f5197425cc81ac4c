/// Many values as one parameter, which `json_each` turns back into rows: a statement does not depend on their number.
enum JSONRows {
    enum Field {
        case integer(Int64)
        case text(String)
        case null

        init(_ value: Int64?) { self = value.map { .integer($0) } ?? .null }
        init(_ value: String?) { self = value.map { .text($0) } ?? .null }
    }

    static func list(_ integers: some Sequence<Int64>) -> String {
        "[" + integers.map(String.init).joined(separator: ",") + "]"
    }

    static func list(_ texts: some Sequence<String>) -> String {
        "[" + texts.map(quoted).joined(separator: ",") + "]"
    }

    /// An array of arrays.
    static func table<Element>(_ elements: some Sequence<Element>, row: (Element) -> [Field]) -> String {
        let rows = elements.map { element in "[" + row(element).map(json).joined(separator: ",") + "]" }
        return "[" + rows.joined(separator: ",") + "]"
    }

    private static func json(_ field: Field) -> String {
        switch field {
        case .integer(let value): String(value)
        case .text(let text): quoted(text)
        case .null: "null"
        }
    }

    private static func quoted(_ text: String) -> String {
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
