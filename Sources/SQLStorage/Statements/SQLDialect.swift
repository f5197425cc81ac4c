/// What the two databases spell differently. Statements are written once, in what both understand, around these words.
package enum SQLDialect: Hashable, Sendable {
    case postgres
    case sqlite

    /// Follows an expression: whether it is one of a list that is one parameter.
    ///
    /// - Parameter parameter: the parameter's number, `$1`.
    package func among(_ parameter: String, _ type: SQLType) -> String {
        switch self {
        case .postgres: "= ANY (\(parameter)::\(type.rawValue)[])"
        case .sqlite: "IN (\(elements(of: parameter, type)))"
        }
    }

    /// A SELECT of the values of a list that is one parameter.
    package func elements(of parameter: String, _ type: SQLType) -> String {
        switch self {
        case .postgres: "SELECT unnest(\(parameter)::\(type.rawValue)[])"
        case .sqlite: "SELECT value FROM json_each(\(parameter))"
        }
    }

    /// The greatest of several values. Where one is NULL, SQLite answers NULL and PostgreSQL passes over it.
    package var greatest: String {
        switch self {
        case .postgres: "greatest"
        case .sqlite: "max"
        }
    }

    /// Follows a table in SQLite, which knows little of what a table holds and is told which index to take.
    package func indexed(by index: String) -> String {
        switch self {
        case .postgres: ""
        case .sqlite: " INDEXED BY \(index)"
        }
    }

    /// Follows a table in SQLite, of which a stretch is read in the order of its keys and no index is of use.
    package var unindexedTable: String {
        switch self {
        case .postgres: ""
        case .sqlite: " NOT INDEXED"
        }
    }

    /// An inner join whose left side SQLite reads first, whatever it thinks of the tables.
    package var joinInOrder: String {
        switch self {
        case .postgres: "JOIN"
        case .sqlite: "CROSS JOIN"
        }
    }

    /// A column on which SQLite must not choose an index.
    package func unindexed(_ column: String) -> String {
        switch self {
        case .postgres: column
        case .sqlite: "+\(column)"
        }
    }
}

/// The type of a parameter's values, as PostgreSQL calls it; SQLite takes a value as it is.
package enum SQLType: String, Sendable {
    case integer = "bigint"
    case text
    case instant = "timestamptz"
    case sessionID = "uuid"
    case json
}
