import SlipwayCore
import Testing

@Suite("Registration sheets")
struct DeviceSheetTests {
    @Test func `a header may name its columns in any order and any case`() throws {
        let header = try DeviceSheetHeader(
            CSVRecord(line: 1, fields: ["Serial_Number", " organization ", "device_uid"]), needsOrganization: true)
        let row = DeviceSheetRow(
            CSVRecord(line: 2, fields: ["S1", "acme", "gw-1"]), header: header, defaultOrganization: nil)
        #expect(row.deviceUID == "gw-1")
        #expect(row.serialNumber == "S1")
        #expect(row.owner == .name("acme"))
        #expect(row.faults == [])
    }

    @Test func `every fault of a header is named with its column`() {
        #expect(
            throws: SlipwayError.invalidRequest([
                FieldFault(
                    field: "header, column 2",
                    fault: "\"colour\" is no column of a registration file "
                        + "(device_uid, organization, organization_id, serial_number, hardware_version, error)"),
                FieldFault(field: "header, column 3", fault: "device_uid stands there twice"),
            ])
        ) {
            try DeviceSheetHeader(
                CSVRecord(line: 1, fields: ["device_uid", "colour", "device_uid"]), needsOrganization: true)
        }
    }

    @Test func `a header without an organization will do only where one is given for all`() throws {
        let record = CSVRecord(line: 1, fields: ["device_uid"])
        #expect(throws: SlipwayError.self) { try DeviceSheetHeader(record, needsOrganization: true) }
        let header = try DeviceSheetHeader(record, needsOrganization: false)
        let row = DeviceSheetRow(
            CSVRecord(line: 2, fields: ["gw-1"]), header: header, defaultOrganization: "acme")
        #expect(row.owner == .name("acme"))
    }

    @Test(arguments: [
        (["gw-1"], ["row: has 1 fields, the header has 4"]),
        (["gw-1", "acme", "", "", "x"], ["row: has 5 fields, the header has 4"]),
        (["gw-1", "", "S1", ""], ["organization: is missing"]),
        (["gw\u{1B}[2J", "acme", "", ""], ["device_uid: holds the control character U+001B"]),
        (
            [String(repeating: "x", count: 129), "acme", "a\u{7F}", ""],
            [
                "device_uid: has 129 characters; at most 128 fit",
                "serial_number: holds the control character U+007F",
            ]
        ),
    ])
    func `every fault of a row is named`(fields: [String], faults: [String]) throws {
        let header = try DeviceSheetHeader(
            CSVRecord(line: 1, fields: ["device_uid", "organization", "serial_number", "hardware_version"]),
            needsOrganization: true)
        let row = DeviceSheetRow(
            CSVRecord(line: 7, fields: fields), header: header, defaultOrganization: nil)
        #expect(row.faults.map(\.description) == faults)
    }

    @Test func `an organization is named once, and an id is a number`() throws {
        let header = try DeviceSheetHeader(
            CSVRecord(line: 1, fields: ["organization", "organization_id"]), needsOrganization: true)
        func row(_ fields: [String]) -> DeviceSheetRow {
            DeviceSheetRow(CSVRecord(line: 2, fields: fields), header: header, defaultOrganization: nil)
        }
        #expect(row(["", "7"]).owner == .id(.init(7)))
        #expect(
            row(["acme", "7"]).faults.map(\.description)
                == ["organization: give organization or organization_id, not both"])
        #expect(row(["", "seven"]).faults.map(\.description) == ["organization_id: \"seven\" is no id"])
    }
}
