/// Reads the line of a filter; the same everywhere that a list can be narrowed.
///
/// Terms are joined by `and`. A term is a word or a quoted text, with which something begins; or a field with `=value`,
/// `!=value`, `in(a,b)`, `!=in(a,b)`, or `<` and `>` before an age such as `30m`, an instant or a version. A value that is
/// no plain word is quoted, with `\"` and `\\` inside.
package struct FilterParser: Sendable {
    package struct Reading: Hashable, Sendable {
        /// What could be read; all of it where nothing is wrong.
        package let filter: Filter
        /// Every fault, by column.
        package let faults: [FilterFault]
    }

    package static let maximumLength = 4_000
    package static let maximumTerms = 20
    package static let maximumValues = 100

    let fields: [FilterField]
    let searched: String?

    /// - Parameter searched: what a bare word is the beginning of; none where the list knows no bare words.
    package init(fields: [FilterField], searched: String?) {
        self.fields = fields
        self.searched = searched
    }

    package init<Order: ListOrder>(of _: Order.Type) {
        self.init(fields: Order.fields, searched: Order.searched)
    }

    package func read(_ line: String) -> Reading {
        // Scalars, since one character may be made of any number of them.
        let fitting = line.unicodeScalars.prefix(Self.maximumLength)
        guard fitting.endIndex == line.endIndex else {
            let message = "a filter has at most \(Self.maximumLength) characters"
            return Reading(
                filter: .none, faults: [FilterFault(column: String(fitting).count + 1, message: message)])
        }
        var descent = FilterDescent(FilterLine(line), parser: self)
        return descent.read()
    }

    /// - Throws: REQUEST_001 with every fault.
    package func filter(_ line: String) throws(SlipwayError) -> Filter {
        let reading = read(line)
        guard reading.faults.isEmpty else { throw .badFilter(reading.faults) }
        return reading.filter
    }

    func field(_ name: String) -> FilterField? { fields.first { $0.name == name.lowercased() } }
}

extension Filter {
    /// - Throws: REQUEST_001 with every fault.
    package init<Order: ListOrder>(_ line: String, of list: Order.Type) throws(SlipwayError) {
        self = try FilterParser(of: list).filter(line)
    }
}

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
