/// One value of a draft, for a field to show and change.
package struct FormBinding<Draft: Sendable, Value: Sendable>: Sendable {
    package let value: @Sendable (Draft) -> Value
    package let set: @Sendable (Value, inout Draft) -> Void

    package init(
        value: @escaping @Sendable (Draft) -> Value, set: @escaping @Sendable (Value, inout Draft) -> Void
    ) {
        self.value = value
        self.set = set
    }

    package init(_ path: any WritableKeyPath<Draft, Value> & Sendable) {
        self.init(value: { $0[keyPath: path] }, set: { $1[keyPath: path] = $0 })
    }
}
