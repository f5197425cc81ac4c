/// A condition and what its parameters are; each `?` in it is one of them, numbered when the statement is whole.
struct SQLCondition {
    let sql: String
    let arguments: SQLArguments

    init(_ sql: String, _ arguments: SQLArguments = []) {
        self.sql = sql
        self.arguments = arguments
    }

    /// Whether all of them hold; what is unknown does not.
    static func all(_ conditions: [SQLCondition]) -> SQLCondition {
        SQLCondition(
            conditions.isEmpty ? "true" : conditions.map { "(\($0.sql))" }.joined(separator: " AND "),
            conditions.flatMap(\.arguments))
    }

    static func not(_ condition: SQLCondition) -> SQLCondition {
        SQLCondition("(\(condition.sql)) IS NOT TRUE", condition.arguments)
    }

    /// The statement with `$1` for its first `?`, and so on; no text of ours has one in it.
    static func numbered(_ sql: String) -> String {
        var parts = sql.split(separator: "?", omittingEmptySubsequences: false)[...]
        var numbered = String(parts.popFirst() ?? "")
        for (index, part) in parts.enumerated() { numbered += "$\(index + 1)" + part }
        return numbered
    }
}
