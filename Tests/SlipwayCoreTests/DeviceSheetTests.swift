import SlipwayCore
import Testing

@Suite("Registration sheets")
struct DeviceSheetTests {
    @Test func `a header may name its columns in any order, case and spelling, beside others`() throws {
        let layout = try Self.layout(["Serial Number", " organization ", "colour", "Device UID"])
        let row = DeviceSheetRow(
            CSVRecord(line: 2, fields: ["S1", "acme", "red", "gw-1"]), layout: layout, defaultOrganization: nil)
        #expect(row.deviceUID == "gw-1" && row.serialNumber == "S1" && row.owner == .name("acme"))
        #expect(row.faults == [])
        #expect(layout.leftOut == ["colour"])
        try layout.requireHeader(needsOrganization: true)
    }

    @Test func `every column that stands there twice is named`() {
        #expect(
            throws: SlipwayError.invalidRequest([
                FieldFault(field: "header, column 3", fault: "device_uid stands there twice"),
                FieldFault(field: "header, column 4", fault: "serial_number stands there twice"),
            ])
        ) { try Self.layout(["uid", "serial", "Device UID", "SN"]) }
    }

    @Test func `a header without an organization will do only where one is given for all`() throws {
        let layout = try Self.layout(["device_uid"])
        #expect(
            throws: SlipwayError.invalidRequest([
                FieldFault(field: "header", fault: "has neither organization nor organization_id")
            ])
        ) { try layout.requireHeader(needsOrganization: true) }
        try layout.requireHeader(needsOrganization: false)
        let row = DeviceSheetRow(CSVRecord(line: 2, fields: ["gw-1"]), layout: layout, defaultOrganization: "acme")
        #expect(row.owner == .name("acme"))
    }

    @Test(arguments: [
        (["gw-1"], ["row: has 1 fields, the header has 4"]),
        (["gw-1", "acme", "", "", "x"], ["row: has 5 fields, the header has 4"]),
        (["gw-1", "", "S1", ""], ["organization: is missing"]),
        (["gw\u{1B}[2J", "acme", "", ""], ["device_uid: holds the control character U+001B"]),
        (
            ["gw\u{200B}\u{AD}", "acme", "\u{FEFF}7", "C\u{A0}"],
            [
                "device_uid: contains U+00AD SOFT HYPHEN", "device_uid: contains U+200B ZERO WIDTH SPACE",
                "serial_number: contains U+FEFF ZERO WIDTH NO-BREAK SPACE",
                "hardware_version: contains U+00A0 NO-BREAK SPACE",
            ]
        ),
        (
            [String(repeating: "x", count: 129), "acme", "a\u{7F}", ""],
            [
                "device_uid: has 129 characters; at most 128 fit",
                "serial_number: holds the control character U+007F",
            ]
        ),
    ])
    func `every fault of a row is named`(fields: [String], faults: [String]) throws {
        let layout = try Self.layout(["device_uid", "organization", "serial_number", "hardware_version"])
        let row = DeviceSheetRow(CSVRecord(line: 7, fields: fields), layout: layout, defaultOrganization: nil)
        #expect(row.faults.map(\.description) == faults)
    }

    @Test func `an organization is named once, and an id is a number`() throws {
        let layout = try Self.layout(["organization", "organization_id"])
        func row(_ fields: [String]) -> DeviceSheetRow {
            DeviceSheetRow(CSVRecord(line: 2, fields: fields), layout: layout, defaultOrganization: nil)
        }
        #expect(row(["", "7"]).owner == .id(.init(7)))
        #expect(
            row(["acme", "7"]).faults.map(\.description)
                == ["organization: give organization or organization_id, not both"])
        #expect(row(["", "seven"]).faults.map(\.description) == ["organization_id: \"seven\" is not an id"])
    }

    @Test(arguments: [
        ("3.52656E+14", true), ("3,52656E+14", true), ("-1E-05", true), ("4e+3", true), ("12E5", false),
        ("352656098765432", false), ("E+14", false), ("gw-3.5E+14", false), ("3.5E+14 ", false), ("", false),
    ])
    func `a number in scientific notation is one that a spreadsheet has shortened`(text: String, isShortened: Bool) {
        let entry = RegistrationEntry(deviceUID: "gw-1", serialNumber: text, organizationID: .init(1))
        #expect(entry.shortenedNumbers.isEmpty != isShortened)
    }

    private static func layout(_ names: [String]) throws -> SheetLayout {
        var options = SheetOptions()
        options.header = .yes
        return try SheetLayout(
            first: CSVRecord(line: 1, fields: names), delimiter: .comma, options: options, namesOrganizations: true)
    }
}
