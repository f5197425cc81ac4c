/// One thing in a schema that has a name of its own, as a database describes it.
package struct SchemaObject: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case table
        case view
        case index
        case sequence
        case type
        case function
        case trigger
        case rule
        case policy
    }

    /// Two of one identity cannot be in one schema.
    package struct Identity: Hashable, Sendable {
        fileprivate let namespace: Kind
        fileprivate let name: String
    }

    package let kind: Kind
    package let name: String
    /// What it belongs to and goes with; none for what stands alone.
    package let table: String?
    /// What makes it what it is, however it was written and whatever its schema is called.
    package let definition: String
    package let identity: Identity

    /// - Parameter foldsCase: whether the database takes `A` and `a` for one name.
    package init(kind: Kind, name: String, table: String? = nil, definition: String, foldsCase: Bool = false) {
        self.kind = kind
        self.name = name
        self.table = table
        self.definition = definition
        identity = Identity(namespace: kind.namespace, name: foldsCase ? name.lowercased() : name)
    }
}

extension SchemaObject: CustomStringConvertible {
    /// Such as `index devices_by_firmware`.
    package var description: String { "\(kind.rawValue) \(name)" }
}

extension SchemaObject.Kind {
    /// Tables and what can be read like one share their names with indexes.
    fileprivate var namespace: Self {
        switch self {
        case .table, .view, .index, .sequence, .type: .table
        case .function, .trigger, .rule, .policy: self
        }
    }
}
