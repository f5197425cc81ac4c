/// What a sheet turned out to be: its delimiter, whether its first row names the columns, and what each holds.
package struct SheetLayout: Hashable, Sendable {
    package let delimiter: SheetOptions.Delimiter
    package let hasHeader: Bool
    /// As the header names them, else their numbers.
    package let names: [String]
    /// None for a column that is left out.
    package let columns: [DeviceSheetColumn?]
    private let headerFault: String?

    /// - Parameters:
    ///   - first: the first row.
    ///   - namesOrganizations: whether rows without a header are thought to name their organization.
    /// - Throws: REQUEST_001 where the columns wished for are none, or one stands there twice.
    package init(
        first: CSVRecord, delimiter: SheetOptions.Delimiter, options: SheetOptions, namesOrganizations: Bool
    ) throws(SlipwayError) {
        let found = first.fields.map(Self.column)
        let hasHeader =
            switch options.header {
            case .automatic: found.contains { $0 != nil }
            case .yes: true
            case .no: false
            }
        self.delimiter = delimiter
        self.hasHeader = hasHeader
        headerFault = hasHeader ? first.fault : nil
        names = hasHeader ? first.fields : first.fields.indices.map { "column \($0 + 1)" }
        if !options.columns.allSatisfy({ $0 == " " }) {
            columns = try Self.wished(options.columns)
        } else if hasHeader {
            columns = found
        } else {
            let usual: [DeviceSheetColumn] =
                namesOrganizations
                ? [.deviceUID, .organization, .serialNumber, .hardwareVersion]
                : [.deviceUID, .serialNumber, .hardwareVersion]
            columns = first.fields.indices.map { usual.indices.contains($0) ? usual[$0] : nil }
        }
        try requireEachOnce()
    }

    /// The names of columns that are none of ours, which are left out.
    package var leftOut: [String] {
        zip(names, columns).compactMap { name, column in column == nil ? name : nil }.filter { !$0.isEmpty }
    }

    /// The row's value in a column without its surrounding blanks; none where it is empty or the column is missing.
    package func value(_ column: DeviceSheetColumn, of record: CSVRecord) -> String? {
        guard let index = columns.firstIndex(of: column), record.fields.indices.contains(index) else { return nil }
        let text = record.fields[index].trimmingBlanks
        return text.isEmpty ? nil : text
    }

    /// What is wrong with the form of a row.
    package func fault(of record: CSVRecord) -> String? {
        if let fault = record.fault { return fault }
        guard record.fields.count != names.count else { return nil }
        return "has \(record.fields.count) fields, the \(hasHeader ? "header" : "first row") has \(names.count)"
    }

    /// Whether nothing stands in any column of ours.
    func isEmpty(_ record: CSVRecord) -> Bool {
        guard record.fault == nil, !record.isBlank else { return record.fault == nil }
        // Too short or too long, a row is not an empty one but a fault.
        guard record.fields.count == names.count else { return false }
        return zip(columns, record.fields).allSatisfy { column, field in
            column == nil || column == .error || field.unicodeScalars.allSatisfy(\.properties.isWhitespace)
        }
    }

    /// For a sheet that no person previews.
    ///
    /// - Parameter needsOrganization: whether each row must name its organization itself.
    /// - Throws: REQUEST_001 with every fault of the header.
    package func requireHeader(needsOrganization: Bool) throws(SlipwayError) {
        var faults: [FieldFault] = []
        if let headerFault { faults.append(FieldFault(field: "header", fault: headerFault)) }
        if columns.allSatisfy({ $0 == nil || $0 == .error }) {
            let known = DeviceSheetColumn.allCases.map(\.rawValue).joined(separator: ", ")
            faults.append(FieldFault(field: "header", fault: "names no column of a registration file (\(known))"))
        } else if needsOrganization, !columns.contains(.organization), !columns.contains(.organizationID) {
            faults.append(FieldFault(field: "header", fault: "has neither organization nor organization_id"))
        }
        if !faults.isEmpty { throw .invalidRequest(faults) }
    }

    private func requireEachOnce() throws(SlipwayError) {
        var seen: Set<DeviceSheetColumn> = []
        var faults: [FieldFault] = []
        for (index, column) in columns.enumerated() {
            guard let column, !seen.insert(column).inserted else { continue }
            faults.append(
                FieldFault(field: "header, column \(index + 1)", fault: "\(column.rawValue) stands there twice"))
        }
        if !faults.isEmpty { throw .invalidRequest(faults) }
    }

    /// The likeliest of what stands in the first line, outside quotes.
    package static func delimiter(of start: some Sequence<UInt8>) -> SheetOptions.Delimiter {
        var counts: [SheetOptions.Delimiter: Int] = [:]
        var isQuoted = false
        var hasBegun = false
        for byte in start {
            let isLineEnd = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
            if isLineEnd, !isQuoted, hasBegun { break }
            hasBegun = hasBegun || !isLineEnd
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard !isQuoted, let found = candidates.first(where: { $0.byte == byte }) else { continue }
            counts[found, default: 0] += 1
        }
        return candidates.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? .comma
    }

    private static let candidates: [SheetOptions.Delimiter] = [.comma, .semicolon, .tab]

    private static func wished(_ line: String) throws(SlipwayError) -> [DeviceSheetColumn?] {
        var columns: [DeviceSheetColumn?] = []
        for name in line.split(separator: ",", omittingEmptySubsequences: false) {
            let plain = String(name.filter { $0 != " " })
            let found = column(plain)
            guard found != nil || plain == "-" else {
                let fault = "\"\(plain.prefix(40))\" is not a column; give one such as device_uid, or -"
                throw .invalidRequest([FieldFault(field: "columns", fault: fault)])
            }
            columns.append(found)
        }
        return columns
    }

    /// By the name that the service gives it, or one that spreadsheets use.
    package static func column(_ name: String) -> DeviceSheetColumn? {
        let plain = name.lowercased().filter { $0.isLetter || $0.isNumber }
        switch plain {
        case "deviceuid", "uid", "device", "deviceid": return .deviceUID
        case "organization", "organisation", "org": return .organization
        case "organizationid", "organisationid", "orgid": return .organizationID
        case "serialnumber", "serial", "sn": return .serialNumber
        case "hardwareversion", "hardware", "hw": return .hardwareVersion
        case "error": return .error
        default: return nil
        }
    }
}

/// How a person says a sheet is to be read; what is left open is found out.
package struct SheetOptions: Codable, Hashable, Sendable {
    package enum Delimiter: String, CaseIterable, Codable, Hashable, Sendable {
        case automatic, comma, tab, semicolon

        package var byte: UInt8? {
            switch self {
            case .automatic: nil
            case .comma: UInt8(ascii: ",")
            case .tab: UInt8(ascii: "\t")
            case .semicolon: UInt8(ascii: ";")
            }
        }
    }

    package enum Header: String, CaseIterable, Codable, Hashable, Sendable {
        case automatic, yes, no
    }

    package var delimiter = Delimiter.automatic
    package var header = Header.automatic
    /// Column names in their order, separated by commas, `-` for what is left out; empty where they are found out.
    package var columns = ""

    package init() {}
}
