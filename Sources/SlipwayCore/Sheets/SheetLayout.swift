/// What a sheet turned out to be: its delimiter, whether its first row names the columns, and what each holds.
package struct SheetLayout: Hashable, Sendable {
    package let delimiter: SheetWishes.Delimiter
    package let hasHeader: Bool
    /// As the header names them, else their numbers.
    package let names: [String]
    /// None for a column that is left out.
    package let columns: [DeviceSheetColumn?]

    /// - Parameters:
    ///   - first: the first row.
    ///   - namesOrganizations: whether rows without a header are thought to name their organization.
    /// - Throws: REQUEST_001 where the columns wished for are none.
    package init(
        first: CSVRecord, delimiter: SheetWishes.Delimiter, wishes: SheetWishes, namesOrganizations: Bool
    ) throws(SlipwayError) {
        let found = first.fields.map(Self.column)
        let hasHeader =
            switch wishes.header {
            case .automatic: found.contains { $0 != nil }
            case .yes: true
            case .no: false
            }
        self.delimiter = delimiter
        self.hasHeader = hasHeader
        names = hasHeader ? first.fields : first.fields.indices.map { "column \($0 + 1)" }
        if !wishes.columns.allSatisfy({ $0 == " " }) {
            columns = try Self.wished(wishes.columns)
        } else if hasHeader {
            columns = found
        } else {
            let usual: [DeviceSheetColumn] =
                namesOrganizations
                ? [.deviceUID, .organization, .serialNumber, .hardwareVersion]
                : [.deviceUID, .serialNumber, .hardwareVersion]
            columns = first.fields.indices.map { usual.indices.contains($0) ? usual[$0] : nil }
        }
    }

    /// The likeliest of what stands in the first line, outside quotes.
    package static func delimiter(of start: some Sequence<UInt8>) -> SheetWishes.Delimiter {
        var counts: [SheetWishes.Delimiter: Int] = [:]
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

    private static let candidates: [SheetWishes.Delimiter] = [.comma, .semicolon, .tab]

    private static func wished(_ line: String) throws(SlipwayError) -> [DeviceSheetColumn?] {
        var columns: [DeviceSheetColumn?] = []
        for name in line.split(separator: ",", omittingEmptySubsequences: false) {
            let plain = String(name.filter { $0 != " " })
            let found = column(plain)
            guard found != nil || plain == "-" else {
                let fault = "\"\(plain.prefix(40))\" is no column; give device_uid, serial_number and so on, or -"
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
