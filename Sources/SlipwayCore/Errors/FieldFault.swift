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

extension FieldFault: CustomStringConvertible {
    package var description: String {
        index.map { "entry \($0), \(field): \(fault)" } ?? "\(field): \(fault)"
    }
}
