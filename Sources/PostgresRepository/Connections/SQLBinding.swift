import SQLStorage
import SlipwayCore

/// The parameters of one statement as libpq wants them: all but bytes as texts, whose types the server takes from where
/// they stand.
struct SQLBinding {
    /// Every value, each with a NUL after it.
    private var bytes: [UInt8] = []
    /// Where each begins; none for NULL.
    private var starts: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    init(_ values: [SQLValue]) {
        for value in values {
            let start = bytes.count
            if !value.isNull { write(value) }
            starts.append(value.isNull ? nil : start)
            lengths.append(Int32(bytes.count - start))
            formats.append(value.isBinary ? 1 : 0)
            bytes.append(0)
        }
    }

    func withPointers<Value>(
        _ body: (
            UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
        ) -> Value
    ) -> Value {
        bytes.withUnsafeBytes { buffer in
            let texts = buffer.assumingMemoryBound(to: CChar.self)
            let pointers = starts.map { start in start.flatMap { texts.baseAddress?.advanced(by: $0) } }
            return pointers.withUnsafeBufferPointer { pointers in
                lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer { formats in
                        body(pointers.baseAddress, lengths.baseAddress, formats.baseAddress)
                    }
                }
            }
        }
    }

    private mutating func write(_ value: SQLValue) {
        switch value {
        case .null: write("NULL")
        case .bytes(let value): bytes.append(contentsOf: value)
        case .integer(let integer): write(String(integer))
        case .real(let real): write(String(real))
        case .flag(let flag): write(flag ? "true" : "false")
        case .text(let text): write(text.withoutNUL)
        case .instant(let instant): write(instant.description)
        case .list(let values):
            bytes.append(UInt8(ascii: "{"))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                writeElement(value)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Of a list: all but NULL in quotes (https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO).
    private mutating func writeElement(_ value: SQLValue) {
        guard !value.isNull else { return write(value) }
        bytes.append(UInt8(ascii: "\""))
        let start = bytes.count
        write(value)
        if bytes[start...].contains(where: Self.wantsEscape) {
            let plain = Array(bytes[start...])
            bytes.removeSubrange(start...)
            for byte in plain {
                if Self.wantsEscape(byte) { bytes.append(UInt8(ascii: "\\")) }
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func wantsEscape(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }
}

extension SQLValue {
    fileprivate var isNull: Bool {
        if case .null = self { true } else { false }
    }

    fileprivate var isBinary: Bool {
        if case .bytes = self { true } else { false }
    }
}

extension String {
    /// PostgreSQL has no text with a NUL in it.
    fileprivate var withoutNUL: String {
        utf8.contains(0) ? String(map { $0 == "\0" ? "\u{FFFD}" : $0 }) : self
    }
}
