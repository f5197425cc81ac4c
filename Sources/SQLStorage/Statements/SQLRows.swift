/// Many records as parameters of one statement, which reads them as rows of a table: its text does not depend on their
/// number.
///
/// They take the last numbers of the statement's parameters: in PostgreSQL one a column, in SQLite one in all.
package struct SQLRows<Element> {
    package struct Column {
        fileprivate let name: String
        fileprivate let type: SQLType
        fileprivate let value: (Element) -> (any SQLParameter)?

        package init(_ name: String, _ type: SQLType, _ value: @escaping (Element) -> (any SQLParameter)?) {
            self.name = name
            self.type = type
            self.value = value
        }

        package static func integer(_ name: String, _ value: @escaping (Element) -> (any SQLParameter)?) -> Column {
            Column(name, .integer, value)
        }

        package static func text(_ name: String, _ value: @escaping (Element) -> (any SQLParameter)?) -> Column {
            Column(name, .text, value)
        }

        package static func instant(_ name: String, _ value: @escaping (Element) -> (any SQLParameter)?) -> Column {
            Column(name, .instant, value)
        }
    }

    private let elements: [Element]
    private let columns: [Column]
    private let dialect: SQLDialect

    package init(_ elements: some Sequence<Element>, in dialect: SQLDialect, columns: [Column]) {
        self.elements = Array(elements)
        self.columns = columns
        self.dialect = dialect
    }

    /// The table, for a FROM; beside its columns it has `place`, by which it is in the order of the records.
    ///
    /// - Parameter position: the number of its first parameter, which comes after all others.
    package func table(as alias: String, at position: Int) -> String {
        switch dialect {
        case .postgres:
            let lists = columns.enumerated().map { "$\(position + $0)::\($1.type.rawValue)[]" }
            let names = columns.map(\.name) + ["place"]
            return """
                unnest(\(lists.joined(separator: ", "))) WITH ORDINALITY AS \(alias) (\(names.joined(separator: ", ")))
                """
        case .sqlite:
            let values = columns.enumerated().map { "value ->> \($0) AS \($1.name)" }
            return "(SELECT key AS place, \(values.joined(separator: ", ")) FROM json_each($\(position))) AS \(alias)"
        }
    }

    package var arguments: SQLArguments {
        switch dialect {
        case .postgres: columns.map { column in SQLList(values: elements.map { value(of: column, in: $0) }) }
        case .sqlite: [SQLList(values: elements.map { element in .list(columns.map { value(of: $0, in: element) }) })]
        }
    }

    private func value(of column: Column, in element: Element) -> SQLValue { column.value(element)?.sqlValue ?? .null }
}
