/// One row, or none, that belongs to a row of a list.
struct Lookup {
    let alias: String
    let join: String

    /// - Parameter join: a JOIN of a table as `alias`.
    init(_ alias: String, _ join: String) {
        self.alias = alias
        self.join = join
    }

    /// Whether a statement names a column of it.
    func isNeeded(by sql: String) -> Bool {
        sql.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "." }.contains { $0.hasPrefix(alias + ".") }
    }
}
