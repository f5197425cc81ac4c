/// One thing that is wrong with the line of a filter, and where.
package struct FilterFault: Hashable, Sendable {
    /// From 1, in characters.
    package let column: Int
    /// What is wrong, or what would be right; repeats parts of the line, and so is not yet safe for a terminal.
    package let message: String

    package init(column: Int, message: String) {
        self.column = column
        self.message = message
    }
}

extension FilterFault: CustomStringConvertible {
    package var description: String { "column \(column): \(message)" }
}

extension SlipwayError {
    package static func badFilter(_ faults: [FilterFault]) -> SlipwayError {
        .invalidRequest(faults.map { FieldFault(field: "filter", fault: $0.description) })
    }
}
