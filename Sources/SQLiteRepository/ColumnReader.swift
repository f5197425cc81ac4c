import GRDB
import SlipwayCore

/// Reads the columns of one row in their order; every record says once, in one place, what that order is.
struct ColumnReader {
    private let row: Row
    private var index = 0

    init(_ row: Row) {
        self.row = row
    }

    /// Whether the next column is NULL; it stays the next.
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

    mutating func int64() throws -> Int64 {
        guard let value = optionalInt64() else { throw SlipwayError.unknownValue }
        return value
    }

    mutating func int() throws -> Int { Int(try int64()) }

    mutating func text() throws -> String {
        guard let value = optionalText() else { throw SlipwayError.unknownValue }
        return value
    }

    mutating func bool() throws -> Bool { try int64() != 0 }

    mutating func bytes() throws -> [UInt8] {
        defer { index += 1 }
        return try row.withUnsafeData(atIndex: index) { data in
            guard let data else { throw SlipwayError.unknownValue }
            return [UInt8](data)
        }
    }

    mutating func id<Record>() throws -> RecordID<Record> { RecordID(try int64()) }

    mutating func optionalID<Record>() -> RecordID<Record>? { optionalInt64().map { RecordID($0) } }

    mutating func instant() throws -> Timestamp { Timestamp(milliseconds: try int64()) }

    mutating func optionalInstant() -> Timestamp? { optionalInt64().map { Timestamp(milliseconds: $0) } }

    /// A state, or another closed list.
    mutating func name<Name: RawRepresentable<String>>() throws -> Name {
        guard let name = Name(rawValue: try text()) else { throw SlipwayError.unknownValue }
        return name
    }

    mutating func optionalName<Name: RawRepresentable<String>>() throws -> Name? {
        guard let text = optionalText() else { return nil }
        guard let name = Name(rawValue: text) else { throw SlipwayError.unknownValue }
        return name
    }

    mutating func optionalSessionID() throws -> SessionID? {
        guard let text = optionalText() else { return nil }
        guard let id = SessionID(text) else { throw SlipwayError.unknownValue }
        return id
    }

    mutating func sessionID() throws -> SessionID {
        guard let id = try optionalSessionID() else { throw SlipwayError.unknownValue }
        return id
    }
}
