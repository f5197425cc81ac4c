import GRDB
import GRDBSQLite

/// The row at which a statement stands, whose columns are read by their numbers: the driver's own rows begin with a
/// dictionary of all names.
struct StatementRow: DatabaseValueConvertible, StatementColumnConvertible {
    let statement: SQLiteStatement

    init(sqliteStatement: SQLiteStatement, index: CInt) { statement = sqliteStatement }

    /// A row is there although its first column is NULL.
    static func fromStatement(_ sqliteStatement: SQLiteStatement, atUncheckedIndex index: CInt) -> StatementRow? {
        StatementRow(sqliteStatement: sqliteStatement, index: index)
    }

    static func fromDatabaseValue(_ value: DatabaseValue) -> StatementRow? { nil }

    var databaseValue: DatabaseValue { .null }
}
