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
    /// Rows in which nothing stood, and which were left out.
    package let emptyRows: Int
    /// Uids and serial numbers such as `3.52656E+14`, of which a spreadsheet has dropped the last digits.
    package let shortenedNumbers: [String]

    /// - Throws: REQUEST_001 where it is empty, no table or JSON of devices, or too long.
    package init(_ contents: Data, options: SheetOptions, namesOrganizations: Bool) throws(SlipwayError) {
        let bytes = SheetTranscoder.utf8(of: contents)
        guard let first = bytes.first(where: { !Self.blanks.contains($0) }) else { throw Self.refusal("is empty") }
        guard !bytes.prefix(8 << 10).contains(0) else { throw Self.refusal("is binary, not text") }
        if first == UInt8(ascii: "[") || first == UInt8(ascii: "{") {
            layout = nil
            emptyRows = 0
            entries = try Self.entries(json: bytes)
        } else {
            (layout, entries, emptyRows) = try Self.table(bytes, options, namesOrganizations)
        }
        shortenedNumbers = entries.flatMap { entry in
            [entry.deviceUID, entry.serialNumber].filter(SpreadsheetNumber.isShortened)
        }
        guard entries.count <= Self.maximumRows else {
            throw Self.refusal("has \(entries.count) rows; at most \(Self.maximumRows) fit a form")
        }
    }

    private static func table(
        _ bytes: [UInt8], _ options: SheetOptions, _ namesOrganizations: Bool
    ) throws(SlipwayError) -> (SheetLayout, [Entry], emptyRows: Int) {
        var reader = SheetReader(options: options, namesOrganizations: namesOrganizations)
        let records = try reader.feed(bytes) + reader.finish()
        guard let layout = reader.layout else { throw refusal("is empty") }
        return (layout, records.map { entry(of: $0, layout) }, reader.emptyRows)
    }

    private static func entry(of record: CSVRecord, _ layout: SheetLayout) -> Entry {
        func value(_ column: DeviceSheetColumn) -> String { layout.value(column, of: record) ?? "" }
        var fault = layout.fault(of: record)
        let (name, id) = (value(.organization), value(.organizationID))
        if fault == nil, !name.isEmpty, !id.isEmpty { fault = "names an organization and an organization_id" }
        return Entry(
            deviceUID: value(.deviceUID), organization: name.isEmpty && !id.isEmpty ? "#" + id : name,
            serialNumber: value(.serialNumber), hardwareVersion: value(.hardwareVersion), fault: fault)
    }

    private static func entries(json bytes: [UInt8]) throws(SlipwayError) -> [Entry] {
        let node = try JSONParser.parse(bytes, field: "sheet", values: (maximumRows + 1) * 8)
        switch (node.members?["devices"] ?? node).value {
        case .array(let nodes): return nodes.map(entry(json:))
        case .null, .flag, .number, .text, .brokenText, .object: throw refusal("is not a JSON list of devices")
        }
    }

    private static func entry(json node: JSONNode) -> Entry {
        guard let object = node.members else {
            return Entry(
                deviceUID: "", organization: "", serialNumber: "", hardwareVersion: "", fault: "is not a JSON object")
        }
        let known = ["device_uid", "organization", "organization_id", "serial_number", "hardware_version"]
        var faults = object.keys.filter { !known.contains($0) }.sorted().map {
            "\"\($0.prefix(40))\" is not a field of a device"
        }
        func text(_ name: String) -> String {
            switch object[name]?.value {
            case .text(let text): return text
            case .null, nil: return ""
            case .flag, .number, .brokenText, .array, .object:
                faults.append("\(name) is not text")
                return ""
            }
        }
        var organization = text("organization")
        switch (object["organization_id"]?.value, object["organization_id"]?.whole) {
        case (nil, _), (.null, _): break
        case (_, let id?):
            if !organization.isEmpty { faults.append("names an organization and an organization_id") }
            organization = "#\(id)"
        case (_, nil): faults.append("organization_id is not a whole number")
        }
        let (uid, serial, hardware) = (text("device_uid"), text("serial_number"), text("hardware_version"))
        return Entry(
            deviceUID: uid, organization: organization, serialNumber: serial, hardwareVersion: hardware,
            fault: faults.first)
    }

    private static let blanks = Set(" \t\r\n".utf8)

    private static func refusal(_ fault: String) -> SlipwayError {
        .invalidRequest([FieldFault(field: "sheet", fault: fault)])
    }
}

extension SheetReading {
    package init(text: String, options: SheetOptions, namesOrganizations: Bool) throws(SlipwayError) {
        try self.init(Data(text.utf8), options: options, namesOrganizations: namesOrganizations)
    }

    /// - Throws: REQUEST_001 also where the file cannot be read whole.
    package init(path: String, options: SheetOptions, namesOrganizations: Bool) throws(SlipwayError) {
        try self.init(
            try SheetFile.contents(of: path), options: options, namesOrganizations: namesOrganizations)
    }
}
