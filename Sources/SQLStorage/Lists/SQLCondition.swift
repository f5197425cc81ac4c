import SlipwayCore

/// A condition and what its parameters are; each `?` in it is one of them, numbered when the statement is whole.
package struct SQLCondition {
    package let sql: String
    package let arguments: SQLArguments
    /// The aliases of the look-ups that it reads.
    package let lookups: Set<String>

    package init(_ sql: String, _ arguments: SQLArguments = [], lookups: Set<String> = []) {
        self.sql = sql
        self.arguments = arguments
        self.lookups = lookups
    }

    /// Whether all of them hold; what is unknown does not.
    package static func all(_ conditions: [SQLCondition]) -> SQLCondition {
        joined(conditions, by: " AND ", empty: "true")
    }

    package static func any(_ conditions: [SQLCondition]) -> SQLCondition {
        joined(conditions, by: " OR ", empty: "false")
    }

    private static func joined(_ conditions: [SQLCondition], by word: String, empty: String) -> SQLCondition {
        SQLCondition(
            conditions.isEmpty ? empty : conditions.map { "(\($0.sql))" }.joined(separator: word),
            conditions.flatMap(\.arguments), lookups: conditions.reduce(into: []) { $0.formUnion($1.lookups) })
    }

    package static func not(_ condition: SQLCondition) -> SQLCondition {
        SQLCondition("(\(condition.sql)) IS NOT TRUE", condition.arguments, lookups: condition.lookups)
    }

    /// As a range, which compares byte by byte, and not as a pattern.
    package static func begins(_ column: String, with prefix: String, lookups: Set<String> = []) -> SQLCondition {
        let range = PrefixRange(prefix)
        guard let upper = range.upper else { return SQLCondition("\(column) >= ?", [range.lower], lookups: lookups) }
        return SQLCondition("\(column) >= ? AND \(column) < ?", [range.lower, upper], lookups: lookups)
    }

    /// The statement with `$1` for its first `?`, and so on; no text of ours has one in it.
    package static func numbered(_ sql: String) -> String {
        var parts = sql.split(separator: "?", omittingEmptySubsequences: false)[...]
        var numbered = String(parts.popFirst() ?? "")
        for (index, part) in parts.enumerated() { numbered += "$\(index + 1)" + part }
        return numbered
    }
}
