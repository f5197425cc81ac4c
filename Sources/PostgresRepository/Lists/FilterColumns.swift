import SQLRecords
import SlipwayCore

/// Which column each field of a list is, for the terms that are judged row by row.
struct FilterColumns {
    /// An expression by the name of the field.
    let expressions: [String: String]
    /// What a bare word may be the beginning of.
    let searched: [String]

    func conditions(for terms: [FilterTerm], now: Timestamp) throws -> [SQLCondition] {
        try terms.map { try condition(for: $0, now: now) }
    }

    /// - Throws: REQUEST_001 for a field that the list does not have.
    private func condition(for term: FilterTerm, now: Timestamp) throws -> SQLCondition {
        switch term.condition {
        case .prefix(let prefix):
            let begins = searched.map { SQLCondition.begins($0, with: prefix) }
            return SQLCondition(
                begins.isEmpty ? "false" : begins.map { "(\($0.sql))" }.joined(separator: " OR "),
                begins.flatMap(\.arguments))
        case .isIn(let field, let values, let isNegated):
            let marks = values.map { _ in "?" }.joined(separator: ", ")
            let condition = SQLCondition("\(try expression(for: field)) IN (\(marks))", values.map { $0.sql(now: now) })
            return isNegated ? .not(condition) : condition
        case .compare(let field, let comparison, let value):
            // What is younger than an age comes after an instant.
            let sign = value.isAge ? comparison.reversed : comparison
            return SQLCondition("\(try expression(for: field)) \(sign.rawValue) ?", [value.sql(now: now)])
        }
    }

    private func expression(for field: FilterField) throws -> String {
        guard let expression = expressions[field.name] else {
            throw SlipwayError.invalidRequest([
                FieldFault(field: "filter", fault: "this list has no field \"\(field.name)\"")
            ])
        }
        return expression
    }
}

extension SQLCondition {
    /// As a range, which compares byte by byte, and not as a pattern.
    static func begins(_ column: String, with prefix: String) -> SQLCondition {
        let range = PrefixRange(prefix)
        guard let upper = range.upper else { return SQLCondition("\(column) >= ?", [range.lower]) }
        return SQLCondition("\(column) >= ? AND \(column) < ?", [range.lower, upper])
    }
}

extension FilterValue {
    func sql(now: Timestamp) -> any SQLParameter {
        switch self {
        case .text(let text): text
        case .flag(let flag): flag
        case .number(let number): number
        case .instant(let instant): instant
        case .age(let milliseconds): now - .milliseconds(milliseconds)
        }
    }
}
