/// A schema as JSON Schema writes it (https://json-schema.org/draft/2020-12).
indirect enum SchemaDocument: Encodable {
    case null
    case flag(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    case list([SchemaDocument])
    case object([String: SchemaDocument])

    /// - Parameter takesNull: whether a field that may be left out may be null too, if it says so; a form has no null.
    init(_ schema: JSONSchema, takesNull: Bool) {
        let fields = schema.fields.map { field -> (String, SchemaDocument) in
            let isFree = schema.freeBesides.contains(field.name)
            return (
                field.name, isFree ? .object([:]) : SchemaDocument(field.kind, orNull: takesNull && field.takesNull)
            )
        }
        let required = schema.fields.filter(\.isRequired).map { SchemaDocument.text($0.name) }
        var members: [String: SchemaDocument] = [
            "type": .text("object"), "properties": .object(Dictionary(fields) { first, _ in first }),
            "required": .list(required),
        ]
        if !schema.isOpen { members["additionalProperties"] = .flag(false) }
        if let alternatives = schema.alternatives {
            let each = alternatives.names.map { SchemaDocument.object(["required": .list([.text($0)])]) }
            let none = SchemaDocument.object(["not": .object(["anyOf": .list(each)])])
            members["oneOf"] = .list(alternatives.isRequired ? each : each + [none])
        }
        if !schema.together.isEmpty {
            members["dependentRequired"] = .object(
                Dictionary(
                    schema.together.map { name in
                        (name, .list(schema.together.filter { $0 != name }.map { SchemaDocument.text($0) }))
                    }
                ) { first, _ in first })
        }
        if !schema.anyOf.isEmpty {
            members["anyOf"] = .list(
                schema.fields.filter { schema.anyOf.contains($0.name) }.map { field in
                    .object([
                        "required": .list([.text(field.name)]),
                        "properties": .object([field.name: SchemaDocument(field.kind)]),
                    ])
                })
        }
        self = .object(members)
        if let count = schema.count { self = Self.array(of: self, count: count) }
    }

    /// - Parameter orNull: whether null is as good.
    init(_ kind: JSONSchema.Kind, orNull: Bool = false) {
        switch kind {
        case .text(let bounds):
            self = Self.simple(
                "string", orNull: orNull,
                [
                    "minLength": bounds.length.map { .integer(Int64($0.lowerBound)) },
                    "maxLength": bounds.length.map { .integer(Int64($0.upperBound)) },
                    "pattern": bounds.pattern.map { .text($0) },
                    "format": bounds.format.map { .text($0) },
                ])
        case .integer(let range):
            self = Self.simple(
                "integer", orNull: orNull,
                [
                    "format": .text("int64"), "minimum": range.map { .integer($0.lowerBound) },
                    "maximum": range.map { .integer($0.upperBound) },
                ])
        case .number(let range):
            self = Self.simple(
                "number", orNull: orNull,
                [
                    "format": .text("double"), "minimum": range.map { .number($0.lowerBound) },
                    "maximum": range.map { .number($0.upperBound) },
                ])
        case .flag: self = Self.simple("boolean", orNull: orNull)
        case .file: self = Self.simple("string", orNull: orNull, ["format": .text("binary"), "minLength": .integer(1)])
        case .affirmation: self = Self.simple("boolean", orNull: orNull, ["enum": .list([.flag(true)])])
        case .choice(let names):
            let all = names.map { SchemaDocument.text($0) } + (orNull ? [.null] : [])
            self = Self.simple("string", orNull: orNull, ["enum": .list(all)])
        case .list(let element, let count):
            self = Self.array(of: SchemaDocument(element), count: count, orNull: orNull)
        case .anyObject: self = Self.simple("object", orNull: orNull)
        case .object(let schema):
            self = SchemaDocument(schema, takesNull: true)
            if orNull, case .object(var members) = self {
                members["type"] = Self.type("object", orNull: true)
                self = .object(members)
            }
        }
    }

    private static func array(
        of items: SchemaDocument, count: ClosedRange<Int>?, orNull: Bool = false
    ) -> SchemaDocument {
        simple(
            "array", orNull: orNull,
            [
                "items": items, "minItems": count.map { .integer(Int64($0.lowerBound)) },
                "maxItems": count.map { .integer(Int64($0.upperBound)) },
            ])
    }

    private static func simple(
        _ name: String, orNull: Bool, _ members: [String: SchemaDocument?] = [:]
    ) -> SchemaDocument {
        var members = members.compactMapValues { $0 }
        members["type"] = type(name, orNull: orNull)
        return .object(members)
    }

    private static func type(_ name: String, orNull: Bool) -> SchemaDocument {
        orNull ? .list([.text(name), .text("null")]) : .text(name)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .flag(let flag): try container.encode(flag)
        case .integer(let number): try container.encode(number)
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        case .list(let elements): try container.encode(elements)
        case .object(let members): try container.encode(members)
        }
    }
}
