/// A table of a list under its alias, with the index that SQLite walks.
package struct ListTable: Sendable {
    package enum Index: Sendable {
        /// The one that is there for what orders the list: of a name that is unique.
        case implied
        case rowID
        case named(String)
    }

    package let alias: String
    private let name: String
    private let index: Index
    private let columns: Columns?
    private let condition: String?

    /// - Parameters:
    ///   - columns: those that anybody who reads the list may read, where there are others.
    ///   - condition: joins it to the tables before it.
    package init(
        _ name: String, as alias: String, index: Index = .implied, columns: Columns? = nil,
        joinedOn condition: String? = nil
    ) {
        self.name = name
        self.alias = alias
        self.index = index
        self.columns = columns
        self.condition = condition
    }

    /// As it stands in a FROM.
    func sql(in dialect: SQLDialect) -> String {
        guard let condition else { return source(in: dialect) }
        return "\n\(dialect.joinInOrder) \(source(in: dialect)) ON \(condition)"
    }

    private func source(in dialect: SQLDialect) -> String {
        switch dialect {
        case .postgres:
            // Rows are carried as a whole, so that nothing may be among them that not everybody may read.
            let rows = columns.map { "(SELECT \($0.plain) FROM \(name))" } ?? name
            return "\(rows) AS \(alias)"
        case .sqlite:
            return switch index {
            case .implied: "\(name) AS \(alias)"
            case .rowID: "\(name) AS \(alias) NOT INDEXED"
            case .named(let index): "\(name) AS \(alias)\(dialect.indexed(by: index))"
            }
        }
    }
}

/// One row, or none, that belongs to a row of a list.
package struct Lookup: Sendable {
    package let alias: String
    /// Whether every row that is shown shows something of it.
    package let isShown: Bool
    /// Pages read for each row, beside those of the row itself; none where the table is so small that it is read once.
    let pages: Int
    private let join: Join

    private enum Join: Sendable {
        case inner(String)
        case outer(String)
        /// It is read where a condition names it.
        case none
    }

    private init(_ alias: String, _ join: Join, isShown: Bool, pages: Int) {
        self.alias = alias
        self.join = join
        self.isShown = isShown
        self.pages = pages
    }

    /// - Parameter source: a table as `alias`, and the condition that finds the row.
    package static func one(_ alias: String, _ source: String, isShown: Bool = true, pages: Int = 0) -> Lookup {
        Lookup(alias, .inner(source), isShown: isShown, pages: pages)
    }

    package static func oneOrNone(
        _ alias: String, _ source: String, isShown: Bool = true, pages: Int = 0
    ) -> Lookup {
        Lookup(alias, .outer(source), isShown: isShown, pages: pages)
    }

    /// What the conditions that name it look up by themselves.
    package static func within(_ alias: String, pages: Int) -> Lookup {
        Lookup(alias, .none, isShown: false, pages: pages)
    }

    fileprivate func sql(in dialect: SQLDialect) -> String {
        switch join {
        case .inner(let source): "\n\(dialect.joinInOrder) \(source)"
        case .outer(let source): "\nLEFT JOIN \(source)"
        case .none: ""
        }
    }
}

extension [Lookup] {
    /// Those that a condition reads.
    package func needed(by condition: SQLCondition) -> [Lookup] { filter { condition.lookups.contains($0.alias) } }

    package func sql(in dialect: SQLDialect) -> String { map { $0.sql(in: dialect) }.joined() }
}
