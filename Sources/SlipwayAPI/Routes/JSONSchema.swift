/// What a body looks like: the OpenAPI document shows it (JSON Schema 2020-12), and `FieldReader` holds bodies to it.
package struct JSONSchema: Sendable {
    package indirect enum Kind: Sendable {
        case text(TextBounds = .none)
        case integer(ClosedRange<Int64>? = nil)
        case number(ClosedRange<Double>? = nil)
        case flag, file
        /// True, and nothing else: what must be said, and cannot be denied.
        case affirmation
        case choice([String])
        case list(Kind, count: ClosedRange<Int>? = nil)
        /// Anything that is an object.
        case anyObject
        case object(JSONSchema)
    }

    package struct Field: Sendable {
        package let name: String
        package let kind: Kind
        package let isRequired: Bool
        /// Whether null stands for a field that is left out.
        package let takesNull: Bool
    }

    /// Fields of which no two stand together.
    package struct Alternatives: Sendable {
        package let names: [String]
        /// Whether one of them must be there.
        package let isRequired: Bool
    }

    package let fields: [Field]
    package let alternatives: Alternatives?
    /// Fields of which one at least must be there, and not be null; none where all may be left out.
    package private(set) var anyOf: [String] = []
    /// Those of them that may be anything where another is there.
    private(set) var freeBesides: [String] = []
    /// Fields that stand together or not at all.
    private(set) var together: [String] = []
    /// How many objects it is a list of; none where it is one object.
    package let count: ClosedRange<Int>?
    /// Whether other fields are ignored; else they are refused.
    package private(set) var isOpen = false

    init(_ fields: [Field], alternatives: Alternatives? = nil) {
        self.fields = fields
        self.alternatives = alternatives
        count = nil
    }

    /// A list of such objects.
    init(listOf element: JSONSchema, count: ClosedRange<Int>) {
        fields = element.fields
        alternatives = element.alternatives
        self.count = count
    }

    static let empty = JSONSchema([])

    /// The same, where one of its fields at least must be there; the handler says what is missing.
    ///
    /// - Parameter free: those that may be anything where another is there.
    func nonempty(besides free: [String] = []) -> JSONSchema {
        var schema = self
        schema.anyOf = fields.map(\.name)
        schema.freeBesides = free
        return schema
    }

    /// The same, where these fields stand together or not at all; the handler says which is missing.
    func pairing(_ names: String...) -> JSONSchema {
        var schema = self
        schema.together = names
        return schema
    }

    /// The same, with any other field beside its own.
    var opened: JSONSchema {
        var schema = self
        schema.isOpen = true
        return schema
    }
}

extension JSONSchema.Field {
    static func required(_ name: String, _ kind: JSONSchema.Kind = .text()) -> Self {
        .init(name: name, kind: kind, isRequired: true, takesNull: false)
    }

    /// - Parameter takesNull: not where leaving it out widens what a request reaches, or how long it holds: a program that
    ///   has lost the value must not get everything.
    static func optional(_ name: String, _ kind: JSONSchema.Kind = .text(), takesNull: Bool = true) -> Self {
        .init(name: name, kind: kind, isRequired: false, takesNull: takesNull)
    }
}

extension JSONSchema.Kind {
    static func choice<Choice: CaseIterable & RawRepresentable<String>>(of _: Choice.Type) -> Self {
        .choice(Choice.allCases.map(\.rawValue))
    }
}
