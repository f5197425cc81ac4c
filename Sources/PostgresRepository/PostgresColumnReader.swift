import SQLRecords
import SlipwayCore

/// Takes the columns as the server sends them in binary.
struct PostgresColumnReader: ColumnReader {
    private let result: PostgresResult
    private let row: Int
    private var index = 0

    init(_ result: PostgresResult, row: Int) {
        self.result = result
        self.row = row
    }

    var isAtNull: Bool { result.withBytes(row: row, column: index) { $0 == nil } }

    mutating func skip(_ count: Int) {
        index += count
    }

    private mutating func next<Value>(_ decode: (UnsafeRawBufferPointer) -> Value?) -> Value? {
        defer { index += 1 }
        return result.withBytes(row: row, column: index) { $0.flatMap(decode) }
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

    mutating func bytes() throws -> [UInt8] {
        guard let bytes = next({ [UInt8]($0) }) else { throw SlipwayError.unknownValue }
        return bytes
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
        guard let id = SessionID(Self.uuidText(of: try bytes())) else { throw SlipwayError.unknownValue }
        return id
    }

    private static func uuidText(of bytes: [UInt8]) -> String {
        var text = ""
        for (position, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(position) { text += "-" }
            text += String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        return text
    }

    /// `text[]` of one dimension, without NULLs.
    mutating func texts() throws -> [String] {
        guard let texts = next(Self.texts) else { throw SlipwayError.unknownValue }
        return texts
    }

    /// Dimensions, a flag, the type; of each dimension its length and its first index; of each element length and bytes.
    private static func texts(_ bytes: UnsafeRawBufferPointer) -> [String]? {
        var rest = bytes[...]
        func number() -> Int? {
            guard rest.count >= 4 else { return nil }
            defer { rest = rest.dropFirst(4) }
            return Int(Int32(bigEndian: UnsafeRawBufferPointer(rebasing: rest).loadUnaligned(as: Int32.self)))
        }
        guard let dimensions = number(), number() != nil, number() != nil else { return nil }
        if dimensions == 0 { return [] }
        guard dimensions == 1, let count = number(), number() != nil else { return nil }
        var texts: [String] = []
        for _ in 0..<count {
            guard let length = number(), (0...rest.count).contains(length) else { return nil }
            texts.append(String(decoding: rest.prefix(length), as: UTF8.self))
            rest = rest.dropFirst(length)
        }
        return texts
    }
}
