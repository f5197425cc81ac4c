import Foundation
import GRDB
import GRDBSQLite
import SQLStorage
import SlipwayCore

/// Reads the row at which a statement stands; valid until its next step.
struct SQLiteColumnReader: ColumnReader {
    private let statement: SQLiteStatement
    private var index: CInt = 0

    init(_ row: StatementRow) {
        statement = row.statement
    }

    var isAtNull: Bool { sqlite3_column_type(statement, index) == SQLITE_NULL }

    mutating func skip(_ count: Int) {
        index += CInt(count)
    }

    mutating func optionalInt64() -> Int64? {
        defer { index += 1 }
        return isAtNull ? nil : sqlite3_column_int64(statement, index)
    }

    mutating func optionalText() -> String? {
        defer { index += 1 }
        return sqlite3_column_text(statement, index).map { String(cString: $0) }
    }

    mutating func optionalDouble() -> Double? {
        defer { index += 1 }
        return isAtNull ? nil : sqlite3_column_double(statement, index)
    }

    mutating func optionalInstant() -> Timestamp? { optionalInt64().map { Timestamp(milliseconds: $0) } }

    mutating func optionalSessionID() throws -> SessionID? {
        guard let text = optionalText() else { return nil }
        guard let id = SessionID(text) else { throw SlipwayError.unknownValue }
        return id
    }

    mutating func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) throws -> Value {
        defer { index += 1 }
        guard !isAtNull else { throw SlipwayError.unknownValue }
        let bytes = sqlite3_column_blob(statement, index)
        return try body(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, index))))
    }

    /// A list in JSON.
    mutating func texts() throws -> [String] {
        let json = try text()
        // Most releases suit any hardware, and a context is read with every report.
        if json == "[]" { return [] }
        guard let texts = try? JSONDecoder().decode([String].self, from: Data(json.utf8)) else {
            throw SlipwayError.unknownValue
        }
        return texts
    }
}
