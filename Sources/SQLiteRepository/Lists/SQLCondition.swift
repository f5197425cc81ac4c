import GRDB

/// A condition and what its parameters are.
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
            conditions.isEmpty ? "1" : conditions.map { "(\($0.sql))" }.joined(separator: " AND "),
            conditions.flatMap(\.arguments))
    }

    static func not(_ condition: SQLCondition) -> SQLCondition {
        SQLCondition("(\(condition.sql)) IS NOT TRUE", condition.arguments)
    }
}
