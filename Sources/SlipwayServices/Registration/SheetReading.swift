import Foundation
import SlipwayCore

/// A pasted text or a file of devices as it was understood, before anybody takes it over.
package struct SheetReading: Sendable {
    /// One device as it stands there; what is not given is empty.
    package struct Entry: Hashable, Sendable {
        package let deviceUID: String
        /// Its name, or `#` and its id.
        package let organization: String
        package let serialNumber: String
        package let hardwareVersion: String
        /// What is wrong with its form.
        package let fault: String?
    }

    /// More rows are not taken into a form.
    package static let maximumRows = 200_000

    /// None for JSON.
    package let layout: SheetLayout?
    package let entries: [Entry]

    /// - Throws: REQUEST_001 where it is empty, no table or JSON of devices, or too long.
    package init(_ bytes: Data, wishes: SheetWishes, namesOrganizations: Bool) throws(SlipwayError) {
        guard let first = bytes.first(where: { !Self.blanks.contains($0) }) else { throw Self.refusal("is empty") }
        guard !bytes.prefix(8 << 10).contains(0) else { throw Self.refusal("is binary, not text") }
        if first == UInt8(ascii: "[") || first == UInt8(ascii: "{") {
            layout = nil
            entries = try Self.entries(json: bytes)
        } else {
            (layout, entries) = try Self.table(bytes, wishes, namesOrganizations)
        }
        guard entries.count <= Self.maximumRows else {
            throw Self.refusal("has \(entries.count) rows; at most \(Self.maximumRows) fit a form")
        }
    }

    private static func table(
        _ bytes: Data, _ wishes: SheetWishes, _ namesOrganizations: Bool
    ) throws(SlipwayError) -> (SheetLayout, [Entry]) {
        let delimiter = wishes.delimiter == .automatic ? SheetLayout.delimiter(of: bytes) : wishes.delimiter
        var parser = CSVParser(separator: delimiter.byte ?? UInt8(ascii: ","))
        let records = parser.feed(bytes) + (parser.finish().map { [$0] } ?? [])
        guard let first = records.first else { throw refusal("is empty") }
        let layout = try SheetLayout(
            first: first, delimiter: delimiter, wishes: wishes, namesOrganizations: namesOrganizations)
        return (layout, records.dropFirst(layout.hasHeader ? 1 : 0).map { entry(of: $0, layout) })
    }

    private static func entry(of record: CSVRecord, _ layout: SheetLayout) -> Entry {
        func value(_ column: DeviceSheetColumn) -> String {
            guard let place = layout.columns.firstIndex(of: column), record.fields.indices.contains(place) else {
                return ""
            }
            return record.fields[place].trimmingCharacters(in: CharacterSet(charactersIn: " \t"))
        }
        var fault = record.fault
        if fault == nil, record.fields.count != layout.names.count {
            fault = "has \(record.fields.count) fields, the first row has \(layout.names.count)"
        }
        let (name, id) = (value(.organization), value(.organizationID))
        if fault == nil, !name.isEmpty, !id.isEmpty { fault = "names an organization and an organization_id" }
        return Entry(
            deviceUID: value(.deviceUID), organization: name.isEmpty && !id.isEmpty ? "#" + id : name,
            serialNumber: value(.serialNumber), hardwareVersion: value(.hardwareVersion), fault: fault)
    }

    private static func entries(json bytes: Data) throws(SlipwayError) -> [Entry] {
        let mark = "\u{FEFF}".utf8
        let node = try JSONParser.parse(
            Array(bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes), field: "sheet")
        switch (node.members?["devices"] ?? node).value {
        case .array(let nodes): return nodes.map(entry(json:))
        case .null, .flag, .number, .text, .brokenText, .object: throw refusal("is no JSON list of devices")
        }
    }

    private static func entry(json node: JSONNode) -> Entry {
        guard let object = node.members else {
            return Entry(
                deviceUID: "", organization: "", serialNumber: "", hardwareVersion: "", fault: "is no JSON object")
        }
        let known = ["device_uid", "organization", "organization_id", "serial_number", "hardware_version"]
        var faults = object.keys.filter { !known.contains($0) }.sorted().map {
            "\"\($0.prefix(40))\" is no field of a device"
        }
        func text(_ name: String) -> String {
            switch object[name]?.value {
            case .text(let text): return text
            case .null, nil: return ""
            case .flag, .number, .brokenText, .array, .object:
                faults.append("\(name) is no text")
                return ""
            }
        }
        var organization = text("organization")
        switch (object["organization_id"]?.value, object["organization_id"]?.whole) {
        case (nil, _), (.null, _): break
        case (_, let id?):
            if !organization.isEmpty { faults.append("names an organization and an organization_id") }
            organization = "#\(id)"
        case (_, nil): faults.append("organization_id is no whole number")
        }
        let (uid, serial, hardware) = (text("device_uid"), text("serial_number"), text("hardware_version"))
        return Entry(
            deviceUID: uid, organization: organization, serialNumber: serial, hardwareVersion: hardware,
            fault: faults.first)
    }

    private static let blanks = Set(" \t\r\n\u{FEFF}".utf8)

    private static func refusal(_ fault: String) -> SlipwayError {
        .invalidRequest([FieldFault(field: "sheet", fault: fault)])
    }
}

extension SheetReading {
    package init(text: String, wishes: SheetWishes, namesOrganizations: Bool) throws(SlipwayError) {
        try self.init(Data(text.utf8), wishes: wishes, namesOrganizations: namesOrganizations)
    }

    /// - Throws: REQUEST_001 also where the file cannot be read whole.
    package init(path: String, wishes: SheetWishes, namesOrganizations: Bool) throws(SlipwayError) {
        try self.init(
            try SheetFile.contents(of: path), wishes: wishes, namesOrganizations: namesOrganizations)
    }
}
