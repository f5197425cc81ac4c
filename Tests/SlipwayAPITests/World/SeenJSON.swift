/// A value of an answer, of whatever shape.
enum SeenJSON: Decodable {
    case null, flag, integer, number, text
    case list([SeenJSON])
    case object([String: SeenJSON])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if (try? value.decode(Bool.self)) != nil {
            self = .flag
        } else if (try? value.decode(Int64.self)) != nil {
            self = .integer
        } else if (try? value.decode(Double.self)) != nil {
            self = .number
        } else if (try? value.decode(String.self)) != nil {
            self = .text
        } else if let elements = try? value.decode([SeenJSON].self) {
            self = .list(elements)
        } else {
            self = .object(try value.decode([String: SeenJSON].self))
        }
    }

    /// Every place at which it is not what the schema says, however small.
    func deviations(from schema: SeenSchema, at place: String = "$") -> [String] {
        let name =
            switch self {
            case .null: "null"
            case .flag: "boolean"
            case .integer: "integer"
            case .number: "number"
            case .text: "string"
            case .list: "array"
            case .object: "object"
            }
        guard schema.types.contains(name) || name == "integer" && schema.types.contains("number") else {
            return ["\(place) is \(name), and not \(schema.types)"]
        }
        switch self {
        case .null, .flag, .integer, .number, .text: return []
        case .list(let elements):
            return elements.enumerated().flatMap { number, element in
                schema.items.map { element.deviations(from: $0[0], at: "\(place)[\(number)]") }
                    ?? ["\(place) has no items"]
            }
        case .object(let members):
            return members.sorted { $0.key < $1.key }.flatMap { name, member in
                schema.properties?[name].map { member.deviations(from: $0, at: "\(place).\(name)") }
                    ?? ["\(place).\(name) is not described"]
            }
        }
    }
}

/// A schema of the OpenAPI document.
struct SeenSchema: Decodable {
    /// None where it refers to another schema.
    let types: [String]
    let properties: [String: SeenSchema]?
    /// Of one element.
    let items: [SeenSchema]?

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let type = try? container.decode(String.self, forKey: .type) {
            types = [type]
        } else {
            types = try container.decodeIfPresent([String].self, forKey: .type) ?? []
        }
        properties = try container.decodeIfPresent([String: SeenSchema].self, forKey: .properties)
        items = try container.decodeIfPresent(SeenSchema.self, forKey: .items).map { [$0] }
    }

    private enum CodingKeys: String, CodingKey {
        case type, properties, items
    }
}
