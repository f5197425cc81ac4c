import Foundation
import SlipwayCore
import SlipwayServices
import Testing

/// Sheets as spreadsheets write them.
@Suite struct SheetSpellingTests {
    @Test(arguments: [
        "sep=;\r\nDevice UID;Org;Colour\r\ngw-1;acme;red\r\n;;\r\ngw-2;acme;\r\n",
        "UID\tOrganisation\ngw-1\tacme\n\"\"\t\ngw-2\tacme\n",
        "device_uid,organization\rgw-1,acme\r,\rgw-2,acme\r",
    ])
    func `The command line and the form read a sheet alike, in UTF-8 and UTF-16`(text: String) async throws {
        try await withCommandFolder { folder in
            try await folder.prepare("organizations", "create", "--name", "acme")
            let utf16 =
                Data([0xFF, 0xFE])
                + Data(text.utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] })
            for (name, bytes) in [("utf8.csv", Data(text.utf8)), ("utf16.csv", utf16)] {
                let path = try folder.write(bytes, to: name)
                let form = try SheetReading(path: path, options: SheetOptions(), namesOrganizations: true)
                #expect(form.entries.map(\.deviceUID) == ["gw-1", "gw-2"] && form.emptyRows == 1)
                var sheet = try DeviceSheet(path: path, defaultOrganization: nil)
                let rows = try sheet.next(100)
                #expect(rows.map(\.deviceUID) == ["gw-1", "gw-2"])
                #expect(rows.flatMap(\.faults) == [])
                #expect(sheet.emptyRows == 1)
            }
            let outcome = try await folder.slipway(
                "devices", "register", "--file", folder.path("utf16.csv"), "--no-tokens")
            #expect(outcome.status == .exited(0))
            #expect(outcome.errors.hasSuffix("1 empty row skipped\n2 registered, 0 failed\n"))
            #expect(outcome.errors.contains("columns that are left out: \"Colour\"") == text.contains("Colour"))
            let registered = try await KeptTokens.registered(in: folder).map(\.device.deviceUID)
            #expect(registered.sorted() == ["gw-1", "gw-2"])
        }
    }

    @Test func `Numbers that a spreadsheet has shortened are refused until they are accepted`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepare("organizations", "create", "--name", "acme")
            let sheet = try folder.write(
                "device_uid,serial_number,organization\ngw-1,3.52656E+14,acme\ngw-2,7,acme\n", to: "devices.csv")
            let refused = try await folder.slipway("devices", "register", "--file", sheet)
            #expect(refused.status == .exited(1))
            #expect(
                refused.errorLines.first
                    == """
                    \(sheet):2: serial_number: "3.52656E+14" looks like a number that a spreadsheet has shortened; \
                    correct it, or give --accept-scientific [REQUEST_001]
                    """)
            #expect(try await KeptTokens.registered(in: folder).map(\.device.deviceUID) == ["gw-2"])
            let accepted = try await folder.slipway("devices", "register", "--file", sheet, "--accept-scientific")
            #expect(accepted.status == .exited(0))
            #expect(
                Set(try await KeptTokens.registered(in: folder).map(\.device.serialNumber)) == ["3.52656E+14", "7"])
            let one = try await folder.slipway("devices", "register", "--uid", "1E+5", "--organization", "acme")
            #expect(one.status == .exited(2) && one.errors.contains("--accept-scientific"))
        }
    }

    @Test func `On a terminal they are asked about, once for all`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepare("organizations", "create", "--name", "acme")
            let sheet = try folder.write(
                "device_uid,organization\n1.5E+3,acme\n2.5E+3,acme\n", to: "devices.csv")
            let arguments = ["devices", "register", "--file", sheet, "--database", folder.database]
            for (answer, count) in [("n", 0), ("y", 2)] {
                try await PseudoTerminal.with(
                    BuiltProgram.path, arguments, environment: folder.environment
                ) { terminal in
                    try await terminal.waitFor("as they stand? [y/N]", timeout: CommandFolder.patience)
                    terminal.type("\(answer)\r")
                    try await terminal.waitFor("\(count) registered", timeout: CommandFolder.patience)
                }
                #expect(try await KeptTokens.registered(in: folder).count == count)
            }
        }
    }

    @Test func `Blanks around the hardware versions of a release are no part of them`() async throws {
        try await withCommandFolder { folder in
            let path = try folder.write("firmware", to: "gateway.bin")
            let outcome = try await folder.slipway(
                "firmware", "upload", path, "--version", "1.0.0", "--hardware", " C, D ,", "--json")
            #expect(try JSONObject(outcome.output)["hardware_versions"] as? [String] == ["C", "D"])
        }
    }
}
