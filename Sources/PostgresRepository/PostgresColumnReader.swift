import SQLStorage
import SlipwayCore

/// Takes the columns as the server sends them in binary.
struct PostgresColumnReader: ColumnReader {
    private enum Row {
        case answer(PostgresResult, row: Int)
        /// One of those in an array, which is a column of another row.
        case record([ArraySlice<UInt8>?])
    }

    private let row: Row
    private var index = 0

    init(_ result: PostgresResult, row: Int) {
        self.row = .answer(result, row: row)
    }

    private init(record: ArraySlice<UInt8>) throws {
        row = .record(try BinaryValue.columns(ofRecord: record))
    }

    var isAtNull: Bool { withColumn { $0 == nil } }

    mutating func skip(_ count: Int) {
        index += count
    }

    private func withColumn<Value>(_ body: (UnsafeRawBufferPointer?) throws -> Value) rethrows -> Value {
        switch row {
        case .answer(let result, let row):
            try result.withBytes(row: row, column: index, body)
        case .record(let columns):
            if columns.indices.contains(index), let bytes = columns[index] {
                try bytes.withUnsafeBytes(body)
            } else {
                try body(nil)
            }
        }
    }

    private mutating func next<Value>(_ decode: (UnsafeRawBufferPointer) throws -> Value?) rethrows -> Value? {
        defer { index += 1 }
        return try withColumn { try $0.flatMap(decode) }
    }

    /// An integer of any width, or a truth value.
    mutating func optionalInt64() -> Int64? { next(Self.integer) }

    private static func integer(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        switch bytes.count {
        case 1: Int64(bytes.loadUnaligned(as: UInt8.self))
        case 2: Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
        case 4: Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
        case 8: Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
        default: nil
        }
    }

    mutating func optionalText() -> String? { next { String(decoding: $0, as: UTF8.self) } }

    mutating func optionalDouble() -> Double? {
        next { $0.count == 8 ? Double(bitPattern: UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self))) : nil }
    }

    mutating func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) throws -> Value {
        guard let value = try next({ try body($0) }) else { throw SlipwayError.unknownValue }
        return value
    }

    mutating func optionalInstant() -> Timestamp? {
        optionalInt64().map { Timestamp(milliseconds: $0 / 1_000 + Self.epoch) }
    }

    /// PostgreSQL counts microseconds from the beginning of 2000.
    private static let epoch: Int64 = 946_684_800_000

    mutating func optionalSessionID() throws -> SessionID? {
        guard !isAtNull else {
            index += 1
            return nil
        }
        guard let id = SessionID(try withBytes(Self.uuidText)) else { throw SlipwayError.unknownValue }
        return id
    }

    private static func uuidText(of bytes: UnsafeRawBufferPointer) -> String {
        var text = ""
        for (position, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(position) { text += "-" }
            text += String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        return text
    }

    /// `text[]` without NULLs.
    mutating func texts() throws -> [String] {
        let elements = try next { try BinaryValue.elements(ofArray: $0) }
        guard let elements else { throw SlipwayError.unknownValue }
        return try elements.map { element in
            guard let element else { throw SlipwayError.unknownValue }
            return String(decoding: element, as: UTF8.self)
        }
    }

    /// `ARRAY(SELECT ROW (…) FROM …)`: rows within a row, so that one statement answers for several lists; none for NULL.
    mutating func records<Record>(
        _ decode: (inout PostgresColumnReader) throws -> Record
    ) throws -> [Record] {
        try (try next { try BinaryValue.elements(ofArray: $0) } ?? []).map { element in
            guard let element else { throw SlipwayError.unknownValue }
            var columns = try PostgresColumnReader(record: element)
            return try decode(&columns)
        }
    }
}
