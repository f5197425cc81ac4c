import Foundation
import SlipwayCore
import Testing

@testable import SlipwayServices

/// What is understood of devices that come as JSON.
@Suite struct SheetReadingTests {
    @Test func `devices come as a list, or as the devices of an answer, after a byte order mark`() throws {
        let list = #"[{"device_uid":"gw-1","organization_id":7,"hardware_version":null},{"organization":"acme"}]"#
        let expected: [SheetReading.Entry] = [
            .example(uid: "gw-1", organization: "#7"), .example(organization: "acme"),
        ]
        for text in [list, "\u{FEFF}\n" + list, #"{"count":2,"devices":\#(list)}"#] {
            #expect(try read(text) == expected)
        }
        let utf16 = [0xFE, 0xFF] + list.utf16.flatMap { unit -> [UInt8] in [UInt8(unit >> 8), UInt8(unit & 0xFF)] }
        #expect(
            try SheetReading(Data(utf16), options: SheetOptions(), namesOrganizations: true).entries == expected)
    }

    @Test(
        arguments: [
            ("5.0", "#5", nil), ("1e3", "#1000", nil), ("1.5", "", "organization_id is not a whole number"),
            ("\"7\"", "", "organization_id is not a whole number"),
            ("true", "", "organization_id is not a whole number"),
            ("9223372036854775808", "", "organization_id is not a whole number"),
        ] as [(String, String, String?)])
    func `an id is a whole number`(value: String, organization: String, fault: String?) throws {
        #expect(
            try read(#"[{"organization_id":\#(value)}]"#) == [.example(organization: organization, fault: fault)])
    }

    @Test(arguments: [
        ("7", "is not a JSON object"), (#"{"colour":"red"}"#, "\"colour\" is not a field of a device"),
        (#"{"device_uid":7}"#, "device_uid is not text"), (#"{"device_uid":"\ud800"}"#, "device_uid is not text"),
    ])
    func `what is no device says why`(text: String, fault: String) throws {
        #expect(try read("[\(text)]") == [.example(fault: fault)])
    }

    @Test(arguments: [
        ("[{\n\"device_uid\":\"a\",\"device_uid\":\"b\"}]", "names a member twice at line 2, column 18"),
        ("[{}", "lacks a comma or the end of a list at line 1, column 4"), ("{}", "is not a JSON list of devices"),
        (#"{"devices":7}"#, "is not a JSON list of devices"),
    ])
    func `what is no list of devices is refused with its place`(text: String, fault: String) {
        #expect(throws: SlipwayError.invalidRequest([FieldFault(field: "sheet", fault: fault)])) { try read(text) }
    }

    private func read(_ text: String) throws -> [SheetReading.Entry] {
        try SheetReading(text: text, options: SheetOptions(), namesOrganizations: true).entries
    }
}

extension SheetReading.Entry {
    fileprivate static func example(
        uid: String = "", organization: String = "", fault: String? = nil
    ) -> SheetReading.Entry {
        SheetReading.Entry(
            deviceUID: uid, organization: organization, serialNumber: "", hardwareVersion: "", fault: fault)
    }
}
