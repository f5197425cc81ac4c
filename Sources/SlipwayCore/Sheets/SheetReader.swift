/// Reads a sheet of devices piece by piece, as people and their spreadsheets write one.
///
/// Takes UTF-8 and, with a byte order mark, UTF-16; commas, semicolons and tabs, found out or named by a `sep=` line.
/// Rows in which nothing stands are counted and left out.
package struct SheetReader: Sendable {
    /// None before the first row was read.
    package private(set) var layout: SheetLayout?
    /// The line on which the first row stands; none before it was read.
    package private(set) var firstLine: Int?
    /// Rows in whose columns nothing stands.
    package private(set) var emptyRows = 0

    private let options: SheetOptions
    private let namesOrganizations: Bool
    private var transcoder = SheetTranscoder()
    private var parser: CSVParser?
    private var delimiter = SheetOptions.Delimiter.comma
    /// The beginning, until its first line is whole.
    private var start: [UInt8] = []

    /// - Parameter namesOrganizations: whether rows without a header are thought to name their organization.
    package init(options: SheetOptions, namesOrganizations: Bool) {
        self.options = options
        self.namesOrganizations = namesOrganizations
    }

    /// The rows below the header that these bytes complete.
    ///
    /// - Throws: REQUEST_001 for a first row, or a wish for its columns, that will not do.
    package mutating func feed(_ bytes: some Sequence<UInt8>) throws(SlipwayError) -> [CSVRecord] {
        try take(transcoder.feed(bytes), isLast: false)
    }

    /// The last row, where the input does not end with a line end.
    package mutating func finish() throws(SlipwayError) -> [CSVRecord] {
        let records = try take(transcoder.finish(), isLast: true)
        guard let last = parser?.finish() else { return records }
        return try records + rows(among: [last])
    }

    private mutating func take(_ bytes: [UInt8], isLast: Bool) throws(SlipwayError) -> [CSVRecord] {
        if parser != nil { return try rows(among: parser?.feed(bytes) ?? []) }
        start += bytes
        // A line that is longer than any field may be is a fault, which the parser names.
        guard isLast || start.count > CSVParser.maximumFieldBytes || Self.hasWholeLine(start) else { return [] }
        let named = try SeparatorLine(of: start)
        delimiter = options.delimiter
        if delimiter == .automatic { delimiter = named?.delimiter ?? SheetLayout.delimiter(of: start) }
        parser = CSVParser(
            separator: delimiter.byte ?? UInt8(ascii: ","), firstLine: named == nil ? 1 : 2)
        defer { start = [] }
        return try rows(among: parser?.feed(start.dropFirst(named?.length ?? 0)) ?? [])
    }

    private mutating func rows(among records: [CSVRecord]) throws(SlipwayError) -> [CSVRecord] {
        var rows = records[...]
        if layout == nil {
            // What stands above the first row in which anything does is not a header.
            while let first = rows.first, first.isBlank {
                emptyRows += 1
                rows.removeFirst()
            }
            guard let first = rows.first else { return [] }
            firstLine = first.line
            let found = try SheetLayout(
                first: first, delimiter: delimiter, options: options, namesOrganizations: namesOrganizations)
            layout = found
            if found.hasHeader { rows.removeFirst() }
        }
        guard let layout else { return [] }
        let filled = rows.filter { !layout.isEmpty($0) }
        emptyRows += rows.count - filled.count
        return filled
    }

    /// With a line below a `sep=` line, and nothing of a CRLF missing.
    private static func hasWholeLine(_ bytes: [UInt8]) -> Bool {
        let text = bytes.drop { $0.isLineEnd }
        guard let end = text.firstIndex(where: { $0.isLineEnd }),
            let next = text[end...].firstIndex(where: { !$0.isLineEnd })
        else { return false }
        return text[next...].contains { $0.isLineEnd } || !SeparatorLine.isBegun(in: bytes)
    }
}

extension SheetReader {
    /// What there is to say about empty rows.
    package static func skipped(_ rows: Int) -> String? {
        rows == 0 ? nil : "\(rows) empty \(rows == 1 ? "row" : "rows") skipped"
    }
}

/// The line `sep=;` that spreadsheets take for the separator of the lines below.
struct SeparatorLine {
    let delimiter: SheetOptions.Delimiter
    /// In bytes, with its line end.
    let length: Int

    /// None where the first line is no such line.
    ///
    /// - Throws: REQUEST_001 for a separator that no sheet may have.
    init?(of bytes: [UInt8]) throws(SlipwayError) {
        guard Self.isBegun(in: bytes) else { return nil }
        let line = bytes.prefix { !$0.isLineEnd }
        let value = line.dropFirst(line.first == UInt8(ascii: "\"") ? 5 : 4).filter { $0 != UInt8(ascii: "\"") }
        guard value.count == 1 else {
            // A header of which the first column has this name, or a longer text.
            guard value.count <= 1 else { return nil }
            throw Self.refusal("")
        }
        let known: [SheetOptions.Delimiter] = [.comma, .semicolon, .tab]
        guard let delimiter = known.first(where: { $0.byte == value[0] }) else {
            throw Self.refusal(String(decoding: value, as: UTF8.self))
        }
        self.delimiter = delimiter
        let end = bytes.dropFirst(line.count)
        length = line.count + (end.starts(with: [UInt8(ascii: "\r"), UInt8(ascii: "\n")]) ? 2 : min(end.count, 1))
    }

    static func isBegun(in bytes: [UInt8]) -> Bool {
        let start = String(decoding: bytes.prefix(5), as: UTF8.self).lowercased()
        return start.hasPrefix("sep=") || start == "\"sep="
    }

    private static func refusal(_ name: String) -> SlipwayError {
        .invalidRequest([
            FieldFault(field: "sep=", fault: "names \"\(name)\"; commas, semicolons or tabs separate the columns")
        ])
    }
}

extension UInt8 {
    /// Of LF or CR.
    var isLineEnd: Bool { self == UInt8(ascii: "\n") || self == UInt8(ascii: "\r") }
}
