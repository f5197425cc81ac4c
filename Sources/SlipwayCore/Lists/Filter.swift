/// What a list is narrowed to: terms of which every one must hold.
package struct Filter: Hashable, Sendable {
    package var terms: [FilterTerm]

    package init(_ terms: [FilterTerm]) { self.terms = terms }

    /// Everything.
    package static let none = Filter([])
}

package struct FilterTerm: Hashable, Sendable {
    package enum Comparison: String, Hashable, Sendable {
        case less = "<"
        case greater = ">"
    }

    package enum Condition: Hashable, Sendable {
        /// A bare word: what the list is searched for begins so.
        case prefix(String)
        /// One of the values, `field=value` being a list of one; or none of them.
        case isIn(FilterField, [FilterValue], isNegated: Bool)
        case compare(FilterField, Comparison, FilterValue)
    }

    package let condition: Condition

    package init(_ condition: Condition) { self.condition = condition }
}

package enum FilterValue: Hashable, Sendable {
    case text(String)
    case flag(Bool)
    case number(Int64)
    case instant(Timestamp)
    /// So many milliseconds before the moment of the reading: `seen<30m` is later than that moment.
    case age(Int64)
}

extension FilterTerm.Comparison {
    package var reversed: FilterTerm.Comparison {
        switch self {
        case .less: .greater
        case .greater: .less
        }
    }
}

extension FilterValue {
    package var isAge: Bool {
        switch self {
        case .age: true
        case .text, .flag, .number, .instant: false
        }
    }
}

/// One field that a list can be filtered by.
package struct FilterField: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case text
        /// Equal as a text, exactly as it is written; less or greater as a ``FirmwareVersion``.
        case version
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
