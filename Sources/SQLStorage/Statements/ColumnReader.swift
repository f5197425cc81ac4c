import SlipwayCore

/// Reads the columns of one row in their order; every record says once, in one place, what that order is.
///
/// What is not of the type asked for is an `unknownValue`; so is NULL where nothing is optional.
package protocol ColumnReader: SendableMetatype {
    /// Whether the next column is NULL; it stays the next.
    var isAtNull: Bool { get }
    mutating func skip(_ count: Int)
    /// An integer, or a truth value.
    mutating func optionalInt64() -> Int64?
    mutating func optionalText() -> String?
    mutating func optionalDouble() -> Double?
    mutating func optionalInstant() -> Timestamp?
    mutating func optionalSessionID() throws -> SessionID?
    /// - Parameter body: gets bytes that end with the call.
    mutating func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) throws -> Value
    mutating func texts() throws -> [String]
}

extension ColumnReader {
    package mutating func int64() throws -> Int64 { try required(optionalInt64()) }

    package mutating func int() throws -> Int { Int(try int64()) }

    package mutating func bool() throws -> Bool { try int64() != 0 }

    package mutating func double() throws -> Double { try required(optionalDouble()) }

    package mutating func text() throws -> String { try required(optionalText()) }

    package mutating func instant() throws -> Timestamp { try required(optionalInstant()) }

    package mutating func sessionID() throws -> SessionID { try required(optionalSessionID()) }

    package mutating func id<Record>() throws -> RecordID<Record> { RecordID(try int64()) }

    @inline(__always)
    package mutating func optionalID<Record>() -> RecordID<Record>? { optionalInt64().map { RecordID($0) } }

    /// A state, or another closed list.
    @inline(__always)
    package mutating func name<Name: RawRepresentable<String>>() throws -> Name { try required(optionalName()) }

    @inline(__always)
    package mutating func optionalName<Name: RawRepresentable<String>>() throws -> Name? {
        guard let text = optionalText() else { return nil }
        return try required(Name(rawValue: text))
    }

    // Within its callers, as what calls it, since they know the type: elsewhere that of the optional would be looked up at
    // run time, for each column.
    @inline(__always)
    private func required<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw SlipwayError.unknownValue }
        return value
    }
}

/// A record that is read from the columns of a row.
package protocol SQLRecord: Sendable {
    init(_ row: inout some ColumnReader) throws
}

/// The columns of one record, in the order in which it is read, with the name that statements give its table.
package struct Columns: Sendable {
    package let names: [String]
    /// `d.id, d.device_uid, …`
    package let qualified: String
    /// `id, device_uid, …`, where a statement knows one table only.
    package let plain: String

    package var count: Int { names.count }

    package init(_ names: [String], of alias: String) {
        self.names = names
        qualified = names.map { "\(alias).\($0)" }.joined(separator: ", ")
        plain = names.joined(separator: ", ")
    }
}
