/// One row, or none, that belongs to a row of a list.
struct Lookup {
    let alias: String
    let join: String
    /// Pages read for each row, beside those of the row itself; none where the table is so small that it is read once.
    let pages: Int

    /// - Parameter join: a JOIN of a table as `alias`.
    init(_ alias: String, _ join: String, pages: Int = 0) {
        self.alias = alias
        self.join = join
        self.pages = pages
    }

    /// Whether a statement names a column of it.
    func isNeeded(by sql: String) -> Bool {
        sql.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "." }.contains { $0.hasPrefix(alias + ".") }
    }
}
