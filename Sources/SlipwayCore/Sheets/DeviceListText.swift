/// Devices that were listed: one a line, or the uids of a sheet whose header names that column.
package struct DeviceListText: Sendable {
    package struct Entry: Hashable, Sendable {
        /// From 1.
        package let line: Int
        package let text: String
    }

    package private(set) var entries: [Entry] = []
    /// Lines of nothing but quotes and separators.
    package private(set) var emptyRows = 0
    /// Whether a header named the column.
    package let isSheet: Bool

    /// - Parameter bytes: what is not UTF-8 in them becomes U+FFFD.
    /// - Throws: REQUEST_001 where it is a sheet that cannot be read, with every fault.
    package init(_ bytes: some Sequence<UInt8>) throws(SlipwayError) {
        let text = SheetTranscoder.utf8(of: bytes)
        var reader = SheetReader(options: SheetOptions(), namesOrganizations: false)
        let records = try reader.feed(text) + reader.finish()
        guard let layout = reader.layout, layout.hasHeader, layout.columns.contains(.deviceUID) else {
            isSheet = false
            try addLines(of: text)
            return
        }
        isSheet = true
        var faults: [FieldFault] = []
        emptyRows = reader.emptyRows
        for record in records {
            if let fault = layout.fault(of: record) {
                faults.append(FieldFault(field: "line \(record.line)", fault: fault))
            } else if let uid = layout.value(.deviceUID, of: record) {
                entries.append(Entry(line: record.line, text: uid))
            } else {
                faults.append(FieldFault(field: "line \(record.line), device_uid", fault: "is missing"))
            }
        }
        if !faults.isEmpty { throw .invalidRequest(faults) }
    }

    private mutating func addLines(of text: [UInt8]) throws(SlipwayError) {
        let separator = try SeparatorLine(of: text)
        var line = separator == nil ? 1 : 2
        var rest = text.dropFirst(separator?.length ?? 0)
        while !rest.isEmpty {
            let bytes = rest.prefix { !$0.isLineEnd }
            rest = rest.dropFirst(bytes.count)
            let isPair = rest.starts(with: [UInt8(ascii: "\r"), UInt8(ascii: "\n")])
            rest = rest.dropFirst(isPair ? 2 : 1)
            let entry = Self.entry(bytes)
            if entry.utf8.allSatisfy({ Self.empty.contains($0) }) {
                emptyRows += entry.isEmpty ? 0 : 1
            } else {
                entries.append(Entry(line: line, text: entry))
            }
            line += 1
        }
    }

    private static func entry(_ bytes: ArraySlice<UInt8>) -> String {
        let isBlank = { (byte: UInt8) in byte <= 0x20 }
        let start = bytes.drop(while: isBlank)
        let end = start.lastIndex { !isBlank($0) } ?? start.startIndex - 1
        var whole = start[start.startIndex..<(end + 1)]
        let quote = UInt8(ascii: "\"")
        // As spreadsheets write a single column.
        if whole.count > 2, whole.first == quote, whole.last == quote { whole = whole.dropFirst().dropLast() }
        return String(decoding: whole, as: UTF8.self)
    }

    private static let empty = Set("\",; \t".utf8)
}
