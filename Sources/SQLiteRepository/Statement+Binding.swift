import Foundation
import GRDB
import GRDBSQLite
import SQLStorage

extension Statement {
    /// Gives the values of its parameters to the library itself: the driver makes a list and a dictionary of them first.
    ///
    /// - Throws: where they are too few or too many, or one is too large.
    func bind(_ arguments: SQLArguments) throws {
        let count = Int(sqlite3_bind_parameter_count(sqliteStatement))
        guard arguments.count == count else {
            // The driver refuses it.
            return try setArguments(StatementArguments(arguments.map { _ in DatabaseValue.null }))
        }
        // Forgets the values of before, and tells the driver that it has none to give.
        setUncheckedArguments(StatementArguments())
        for index in arguments.indices {
            let place = place(of: index)
            let value = arguments[arguments.indices.contains(place) ? place : index]
            let code = bind(value?.sqlValue ?? .null, at: Int32(index + 1))
            guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code), sql: sql) }
        }
    }

    /// SQLite counts a parameter by where it first stands in the statement, and not by the number in its name.
    private func place(of index: Int) -> Int {
        guard let name = sqlite3_bind_parameter_name(sqliteStatement, Int32(index + 1)) else { return index }
        let number = Int(atoi(name + 1))
        return number > 0 ? number - 1 : index
    }

    /// - Returns: a code of the library.
    private func bind(_ value: SQLValue, at index: Int32) -> Int32 {
        switch value {
        case .null: sqlite3_bind_null(sqliteStatement, index)
        case .integer(let integer): sqlite3_bind_int64(sqliteStatement, index, integer)
        case .real(let real): sqlite3_bind_double(sqliteStatement, index, real)
        case .flag(let flag): sqlite3_bind_int64(sqliteStatement, index, flag ? 1 : 0)
        case .text(let text): bind(text, at: index)
        case .instant(let instant): sqlite3_bind_int64(sqliteStatement, index, instant.milliseconds)
        case .bytes(let bytes):
            bytes.isEmpty
                ? sqlite3_bind_zeroblob(sqliteStatement, index, 0)
                : bytes.withUnsafeBytes {
                    sqlite3_bind_blob64(sqliteStatement, index, $0.baseAddress, UInt64($0.count), Self.isCopied)
                }
        case .list(let values): bind(JSONText.list(values), at: index)
        }
    }

    private func bind(_ text: String, at index: Int32) -> Int32 {
        sqlite3_bind_text(sqliteStatement, index, text, -1, Self.isCopied)
    }

    /// SQLITE_TRANSIENT, a macro that Swift does not import: sqlite3.h defines it as -1 in the place of a function, which is
    /// never called but tells the library to copy what it gets.
    private static var isCopied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}
