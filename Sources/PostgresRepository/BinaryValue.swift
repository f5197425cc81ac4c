import SlipwayCore

/// A value of several parts in the binary format: numbers of 32 bits, and parts that each begin with their length.
struct BinaryValue {
    private var rest: ArraySlice<UInt8>

    private init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// The elements of an array of at most one dimension; none for NULL.
    ///
    /// Dimensions, a flag, the type; of the dimension its length and its first index; the elements.
    static func elements(ofArray bytes: UnsafeRawBufferPointer) throws -> [ArraySlice<UInt8>?] {
        var array = BinaryValue([UInt8](bytes)[...])
        let dimensions = try array.number()
        _ = (try array.number(), try array.number())
        if dimensions == 0 { return [] }
        guard dimensions == 1 else { throw SlipwayError.unknownValue }
        let count = try array.number()
        _ = try array.number()
        return try (0..<max(count, 0)).map { _ in try array.part() }
    }

    /// The columns of a record: their number, and of each its type and its value; none for NULL.
    static func columns(ofRecord bytes: ArraySlice<UInt8>) throws -> [ArraySlice<UInt8>?] {
        var record = BinaryValue(bytes)
        return try (0..<max(try record.number(), 0)).map { _ in
            _ = try record.number()
            return try record.part()
        }
    }

    private mutating func part() throws -> ArraySlice<UInt8>? {
        let length = try number()
        if length == -1 { return nil }
        guard (0...rest.count).contains(length) else { throw SlipwayError.unknownValue }
        defer { rest = rest.dropFirst(length) }
        return rest.prefix(length)
    }

    private mutating func number() throws -> Int {
        guard rest.count >= 4 else { throw SlipwayError.unknownValue }
        defer { rest = rest.dropFirst(4) }
        return Int(Int32(bitPattern: rest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }))
    }
}
