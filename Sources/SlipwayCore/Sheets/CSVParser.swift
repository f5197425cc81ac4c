/// Reads comma-separated values (RFC 4180) piece by piece; memory is bounded by the longest allowed field and row.
///
/// Takes LF, CRLF and CR line ends and a byte order mark. What is wrong with a record is said in the record, so that
/// the others can still be used.
package struct CSVParser: Sendable {
    /// More bytes in one field are a fault; no field of ours is nearly as long.
    package static let maximumFieldBytes = 64 << 10
    package static let maximumFields = 64

    private let separator: UInt8
    private var state = State.recordStart
    private var field: [UInt8] = []
    private var fields: [String] = []
    private var fault: String?
    private var fieldBytes = 0
    private var line: Int
    private var recordLine: Int
    private var position = 0
    private var endsWithCarriageReturn = false

    private enum State {
        case recordStart, fieldStart, plain, quoted
        /// After a quote inside a quoted field: its end, or one half of an escaped quote.
        case quoteInQuoted
    }

    /// - Parameter firstLine: the number of the line with which the input begins.
    package init(separator: UInt8 = UInt8(ascii: ","), firstLine: Int = 1) {
        self.separator = separator
        line = firstLine
        recordLine = firstLine
    }

    /// The records that these bytes complete.
    package mutating func feed(_ bytes: some Sequence<UInt8>) -> [CSVRecord] {
        var records: [CSVRecord] = []
        for byte in bytes {
            defer { position += 1 }
            if position < 3, isByteOrderMark(byte) { continue }
            let followsCarriageReturn = endsWithCarriageReturn
            endsWithCarriageReturn = byte == UInt8(ascii: "\r")
            // The second half of one line end, also inside of quotes.
            if byte == UInt8(ascii: "\n"), followsCarriageReturn {
                if state == .recordStart { continue }
                line -= 1
            }
            if let record = take(byte) { records.append(record) }
        }
        return records
    }

    /// The last record, where the input does not end with a line end.
    package mutating func finish() -> CSVRecord? {
        switch state {
        case .recordStart: return nil
        case .quoted:
            note("the quote that opens in this row is never closed")
            return endRecord()
        case .fieldStart, .plain, .quoteInQuoted: return endRecord()
        }
    }

    private mutating func take(_ byte: UInt8) -> CSVRecord? {
        let isLineEnd = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
        switch state {
        case .recordStart, .fieldStart:
            if isLineEnd { return state == .recordStart ? skipEmptyLine() : endRecord() }
            if byte == UInt8(ascii: "\"") {
                state = .quoted
            } else if byte == separator {
                endField()
            } else {
                state = .plain
                append(byte)
            }
        case .plain:
            if isLineEnd { return endRecord() }
            if byte == separator { endField() } else { append(byte) }
        case .quoted:
            if byte == UInt8(ascii: "\"") {
                state = .quoteInQuoted
            } else {
                if isLineEnd { line += 1 }
                append(byte)
            }
        case .quoteInQuoted:
            if isLineEnd { return endRecord() }
            if byte == UInt8(ascii: "\"") {
                append(byte)
                state = .quoted
            } else if byte == separator {
                endField()
            } else {
                note("field \(fields.count + 1) goes on after its closing quote")
                append(byte)
                state = .plain
            }
        }
        return nil
    }

    private mutating func append(_ byte: UInt8) {
        fieldBytes += 1
        if fieldBytes <= Self.maximumFieldBytes { field.append(byte) }
    }

    private mutating func endField() {
        if fieldBytes > Self.maximumFieldBytes {
            note("field \(fields.count + 1) has \(fieldBytes) bytes; at most \(Self.maximumFieldBytes) are read")
            field.removeLast(field.count - 200)
        }
        if let text = String(validating: field, as: UTF8.self) {
            fields.append(text)
        } else {
            note("field \(fields.count + 1) is not valid UTF-8")
            fields.append(String(decoding: field, as: UTF8.self))
        }
        if fields.count > Self.maximumFields {
            note("the row has more than \(Self.maximumFields) fields")
            fields.removeLast()
        }
        field.removeAll(keepingCapacity: true)
        fieldBytes = 0
        state = .fieldStart
    }

    private mutating func endRecord() -> CSVRecord {
        endField()
        let record = CSVRecord(line: recordLine, fields: fields, fault: fault)
        fields = []
        fault = nil
        line += 1
        recordLine = line
        state = .recordStart
        return record
    }

    private mutating func skipEmptyLine() -> CSVRecord? {
        line += 1
        recordLine = line
        return nil
    }

    /// Only the first fault of a row is kept: the others often follow from it.
    private mutating func note(_ text: String) {
        fault = fault ?? text
    }

    /// U+FEFF in UTF-8, which some programs put in front.
    private func isByteOrderMark(_ byte: UInt8) -> Bool {
        state == .recordStart && [0xEF, 0xBB, 0xBF][position] == byte
    }
}

/// One row of a sheet, and where it stands.
package struct CSVRecord: Hashable, Sendable {
    /// The line on which it begins, from 1.
    package let line: Int
    package let fields: [String]
    /// What is wrong with its form; none where it can be used.
    package let fault: String?

    package init(line: Int, fields: [String], fault: String? = nil) {
        self.line = line
        self.fields = fields
        self.fault = fault
    }
}

extension CSVRecord {
    /// Whether nothing but blanks stands in it.
    package var isBlank: Bool {
        fault == nil && fields.allSatisfy { $0.unicodeScalars.allSatisfy(\.properties.isWhitespace) }
    }

    /// One line of CSV, quoted where it must be, without its line end.
    package static func line(_ fields: [String]) -> String {
        fields.map { field in
            let needsQuotes = field.unicodeScalars.contains { [",", "\"", "\n", "\r"].contains($0) }
            guard needsQuotes else { return field }
            return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
                + "\""
        }.joined(separator: ",")
    }
}
