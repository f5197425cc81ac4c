/// One thing that a form asks, or shows: a label, a control, its help.
package struct FormField<Draft: Sendable>: Sendable {
    /// Names it among the fields of its step.
    package let id: String
    package let label: SafeText
    /// Sentences for F1; the first also stands below the form.
    package let help: [SafeText]
    package let control: any FormControl<Draft>
    private let check: @Sendable (Draft) -> FormFault?

    /// - Parameter check: what is wrong with it beyond what its control finds; cheap, because it is asked at each key.
    package init(
        _ id: String, _ label: SafeText, help: [SafeText] = [], control: any FormControl<Draft>,
        check: @escaping @Sendable (Draft) -> FormFault? = { _ in nil }
    ) {
        self.id = id
        self.label = label
        self.help = help
        self.control = control
        self.check = check
    }

    package func fault(_ draft: Draft) -> FormFault? { control.fault(draft) ?? check(draft) }
}

/// What is wrong with a field, in words that follow its label.
package struct FormFault: Hashable, Sendable {
    package let text: SafeText
    /// Nothing was given yet: said only once a person has tried to submit.
    package let isMissing: Bool

    package init(_ text: SafeText, isMissing: Bool = false) {
        self.text = text
        self.isMissing = isMissing
    }

    package static let missing = FormFault("is missing", isMissing: true)
}

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
