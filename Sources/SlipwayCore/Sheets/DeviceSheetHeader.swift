/// The first row of a registration sheet: which column holds what.
package struct DeviceSheetHeader: Hashable, Sendable {
    package let names: [String]
    private let columns: [DeviceSheetColumn: Int]

    /// - Parameter needsOrganization: whether each row must name its organization itself.
    /// - Throws: REQUEST_001 with every fault of the header.
    package init(_ record: CSVRecord, needsOrganization: Bool) throws(SlipwayError) {
        var columns: [DeviceSheetColumn: Int] = [:]
        var faults: [FieldFault] = []
        if let fault = record.fault { faults.append(FieldFault(field: "header", fault: fault)) }
        let known = DeviceSheetColumn.allCases.map(\.rawValue).joined(separator: ", ")
        for (index, name) in record.fields.enumerated() {
            guard let column = DeviceSheetColumn(rawValue: name.trimmed.lowercased()) else {
                let fault = "\"\(name.prefix(40))\" is no column of a registration file (\(known))"
                faults.append(FieldFault(field: "header, column \(index + 1)", fault: fault))
                continue
            }
            if columns.updateValue(index, forKey: column) != nil {
                faults.append(
                    FieldFault(field: "header, column \(index + 1)", fault: "\(column.rawValue) stands there twice"))
            }
        }
        if faults.isEmpty, needsOrganization, columns[.organization] == nil, columns[.organizationID] == nil {
            faults.append(FieldFault(field: "header", fault: "has neither organization nor organization_id"))
        }
        guard faults.isEmpty else { throw .invalidRequest(faults) }
        names = record.fields
        self.columns = columns
    }

    /// The row's value in a column without its surrounding blanks; none where it is empty or the column is missing.
    package func value(_ column: DeviceSheetColumn, of record: CSVRecord) -> String? {
        guard let index = columns[column], record.fields.indices.contains(index) else { return nil }
        let text = record.fields[index].trimmed
        return text.isEmpty ? nil : text
    }
}

extension String {
    /// Without blanks and tabs at either end.
    fileprivate var trimmed: String {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        let start = drop(while: isBlank)
        guard let last = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(start[...last])
    }
}
