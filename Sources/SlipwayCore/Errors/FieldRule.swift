/// How long a text that a person or a device gives may be, and what it may hold; control characters are refused
/// everywhere.
package struct FieldRule: Hashable, Sendable {
    /// In Unicode scalars, which is how both databases count.
    package let maximumLength: Int
    /// Whether characters are allowed that cannot be seen or told apart: two names must never look the same.
    package let allowsUnseen: Bool

    /// Identifiers: uid, serial number, hardware version.
    package static let identifier = FieldRule(maximumLength: 128, allowsUnseen: false)
    /// Names of organizations, batches and rollouts.
    package static let name = FieldRule(maximumLength: 100, allowsUnseen: false)
    /// What a device reports by itself: no person is there to correct it.
    package static let reported = FieldRule(maximumLength: 128, allowsUnseen: true)
    /// Free text: display names, reasons, notes.
    package static let text = FieldRule(maximumLength: 4_000, allowsUnseen: true)

    package func faults(of value: String, field: String) -> [FieldFault] {
        var faults: [FieldFault] = []
        let length = value.unicodeScalars.count
        if length > maximumLength {
            faults.append(FieldFault(field: field, fault: "has \(length) characters; at most \(maximumLength) fit"))
        }
        if let control = value.unicodeScalars.first(where: { $0.properties.generalCategory == .control }) {
            faults.append(FieldFault(field: field, fault: "holds the control character \(control.codePoint)"))
        }
        if !allowsUnseen {
            let unseen = Set(value.unicodeScalars.lazy.filter(\.isUnseen)).sorted()
            // A text of nothing else would be told at great length.
            faults += unseen.prefix(Self.namedCharacters).map { scalar in
                let name = scalar.properties.name.map { " \($0)" } ?? ""
                return FieldFault(field: field, fault: "contains \(scalar.codePoint)\(name)")
            }
        }
        return faults
    }

    private static let namedCharacters = 3
}

extension Unicode.Scalar {
    /// As in `U+00AD`.
    fileprivate var codePoint: String {
        let code = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - code.count)) + code
    }

    /// Format characters, and blanks other than the usual one.
    fileprivate var isUnseen: Bool {
        switch properties.generalCategory {
        case .format, .lineSeparator, .paragraphSeparator: true
        case .spaceSeparator: self != " "
        default: false
        }
    }
}

/// One thing that is wrong with one field of an input, and where it stands.
package struct FieldFault: Hashable, Sendable, Encodable {
    /// The position of the entry in a list, from 0; none for an input that is not a list.
    package let index: Int?
    package let field: String
    package let fault: String

    package init(index: Int? = nil, field: String, fault: String) {
        self.index = index
        self.field = field
        self.fault = fault
    }

    /// The same fault, of the entry at `index`.
    package func at(index: Int) -> FieldFault {
        FieldFault(index: index, field: field, fault: fault)
    }
}

extension FieldFault {
    /// Of what a ``FirmwareVersion`` cannot be read from.
    package static let noVersion = "is not a version such as 1.4.0, v1.4, 1.4.0.2-rc.1 or 2026.11.23"
}

extension FieldFault: CustomStringConvertible {
    package var description: String {
        index.map { "entry \($0), \(field): \(fault)" } ?? "\(field): \(fault)"
    }
}
