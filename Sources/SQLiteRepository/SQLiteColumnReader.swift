import Foundation
import GRDB
import SQLStorage
import SlipwayCore

struct SQLiteColumnReader: ColumnReader {
    private let row: Row
    private var index = 0

    init(_ row: Row) {
        self.row = row
    }

    var isAtNull: Bool { row.hasNull(atIndex: index) }

    mutating func skip(_ count: Int) {
        index += count
    }

    mutating func optionalInt64() -> Int64? {
        defer { index += 1 }
        return row[index]
    }

    mutating func optionalText() -> String? {
        defer { index += 1 }
        return row[index]
    }

    mutating func optionalDouble() -> Double? {
        defer { index += 1 }
        return row[index]
    }

    mutating func optionalInstant() -> Timestamp? { optionalInt64().map { Timestamp(milliseconds: $0) } }

    mutating func optionalSessionID() throws -> SessionID? {
        guard let text = optionalText() else { return nil }
        guard let id = SessionID(text) else { throw SlipwayError.unknownValue }
        return id
    }

    mutating func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) throws -> Value {
        defer { index += 1 }
        return try row.withUnsafeData(atIndex: index) { data in
            guard let data else { throw SlipwayError.unknownValue }
            return try data.withUnsafeBytes(body)
        }
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
