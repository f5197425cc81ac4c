/// Any JSON, where a number must not pass for a boolean or a text.
enum JSONValue: Decodable {
    case null
    case boolean(Bool)
    case whole(Int64)
    case fraction(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let object = try? container.decode([String: JSONValue].self) {
            self = .object(object)
        } else if let boolean = try? container.decode(Bool.self) {
            self = .boolean(boolean)
        } else if let whole = try? container.decode(Int64.self) {
            self = .whole(whole)
        } else if let list = try? container.decode([JSONValue].self) {
            self = .list(list)
        } else {
            self = .fraction(try container.decode(Double.self))
        }
    }
}
