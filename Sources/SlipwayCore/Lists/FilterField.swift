/// One field that a list can be filtered by.
package struct FilterField: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case text
        /// One of these words.
        case choice([String])
        /// `yes` or `no`.
        case flag
        case number
        case time
    }

    package let name: String
    package let kind: Kind
    /// A few words for help and completion.
    package let help: String

    package init(_ name: String, _ kind: Kind, help: String) {
        self.name = name
        self.kind = kind
        self.help = help
    }
}

extension FilterField.Kind {
    /// The names of a closed list.
    package static func choice<Name: CaseIterable & RawRepresentable<String>>(of names: Name.Type) -> Self {
        .choice(names.allCases.map(\.rawValue))
    }
}
