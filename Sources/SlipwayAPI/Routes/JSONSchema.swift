/// What a body looks like, for the OpenAPI document (JSON Schema 2020-12).
package struct JSONSchema: Sendable {
    package indirect enum Kind: Sendable {
        case text, integer, number, flag, file
        case choice([String])
        case list(Kind)
        /// Anything that is an object.
        case anyObject
        case object(JSONSchema)
        case nullable(Kind)
    }

    package struct Field: Sendable {
        package let name: String
        package let kind: Kind
        package let isRequired: Bool
    }

    package let fields: [Field]
    /// Whether it is a list of such objects.
    package let isList: Bool

    init(_ fields: [Field], isList: Bool = false) {
        self.fields = fields
        self.isList = isList
    }
}

extension JSONSchema.Field {
    static func required(_ name: String, _ kind: JSONSchema.Kind = .text) -> Self {
        .init(name: name, kind: kind, isRequired: true)
    }

    static func optional(_ name: String, _ kind: JSONSchema.Kind = .text) -> Self {
        .init(name: name, kind: kind, isRequired: false)
    }
}

extension JSONSchema.Kind {
    static func choice<Choice: CaseIterable & RawRepresentable<String>>(of _: Choice.Type) -> Self {
        .choice(Choice.allCases.map(\.rawValue))
    }
}
