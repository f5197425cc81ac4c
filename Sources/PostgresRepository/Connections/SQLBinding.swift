import SQLStorage
import SlipwayCore

/// The parameters of one statement as libpq wants them: all but bytes as texts, whose types the server takes from where
/// they stand.
struct SQLBinding {
    private var bytes: [CChar] = []
    /// Where each begins; none for NULL.
    private var starts: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    init(_ values: [SQLValue]) {
        for value in values {
            switch value {
            case .bytes(let bytes): add(bytes, format: 1)
            case .null, .integer, .real, .flag, .text, .instant, .list:
                add(value.wireText.map { Array($0.utf8) }, format: 0)
            }
        }
    }

    private mutating func add(_ value: [UInt8]?, format: Int32) {
        starts.append(value == nil ? nil : bytes.count)
        lengths.append(Int32(value?.count ?? 0))
        formats.append(format)
        guard let value else { return }
        bytes.append(contentsOf: value.lazy.map { CChar(bitPattern: $0) })
        bytes.append(0)
    }

    func withPointers<Value>(
        _ body: (
            UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
        ) -> Value
    ) -> Value {
        bytes.withUnsafeBufferPointer { buffer in
            let pointers = starts.map { start in start.flatMap { buffer.baseAddress?.advanced(by: $0) } }
            return pointers.withUnsafeBufferPointer { pointers in
                lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer { formats in
                        body(pointers.baseAddress, lengths.baseAddress, formats.baseAddress)
                    }
                }
            }
        }
    }
}

extension SQLValue {
    /// None for NULL, and for bytes, which are never sent in lists.
    fileprivate var wireText: String? {
        switch self {
        case .null, .bytes: nil
        case .integer(let integer): String(integer)
        case .real(let real): String(real)
        case .flag(let flag): flag ? "true" : "false"
        // PostgreSQL has no text with a NUL in it.
        case .text(let text): text.utf8.contains(0) ? String(text.map { $0 == "\0" ? "\u{FFFD}" : $0 }) : text
        case .instant(let instant): instant.description
        case .list(let values): "{" + values.map(\.element).joined(separator: ",") + "}"
        }
    }

    private var element: String {
        guard let text = wireText else { return "NULL" }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted += "\\" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
