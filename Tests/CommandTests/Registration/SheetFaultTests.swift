import Foundation
import SlipwayCore
import Testing

/// What the program says to a sheet that will not do, and what it leaves behind.
@Suite struct SheetFaultTests {
    struct Refused: Sendable, CustomTestStringConvertible {
        let sheet: String
        /// After the name of the file.
        let fault: String
        var testDescription: String { fault }
    }

    private static let columns =
        "device_uid, organization, organization_id, serial_number, hardware_version, error"

    @Test(arguments: [
        Refused(sheet: "", fault: ": is empty; the first row must name the columns"),
        Refused(
            sheet: "gw-1,acme\n", fault: ":1: header: names no column of a registration file (\(columns))"),
        Refused(
            sheet: "\n\ndevice_uid,device_uid,organization\n",
            fault: ":3: header, column 2: device_uid stands there twice"),
        Refused(
            sheet: "sep=|\nuid|organization\n",
            fault: ": sep=: names \"|\"; commas, semicolons or tabs separate the columns"),
        Refused(
            sheet: "device_uid,serial_number\na,b\n", fault: ":1: header: has neither organization nor organization_id"),
    ])
    func `A sheet without a usable header is refused, with the place, before anything is done`(
        refused: Refused
    ) async throws {
        try await withCommandFolder { folder in
            let sheet = try folder.write(refused.sheet, to: "devices.csv")
            let outcome = try await folder.slipway(
                "devices", "register", "--file", sheet, "--failed-to", folder.path("failed.csv"))
            #expect(
                outcome
                    == .init(
                        status: .exited(2), output: "", errors: "slipway: \(sheet)\(refused.fault) [REQUEST_001]\n"))
            #expect(try folder.files == ["devices.csv"])
        }
    }

    struct Faulty: Sendable, CustomTestStringConvertible {
        let name: String
        let sheet: Data
        /// Each after the name of the file.
        let faults: [String]
        let registered: [String]
        var testDescription: String { name }

        init(_ name: String, _ sheet: String, faults: [String] = [], registered: [String]) {
            self.init(name, Data(sheet.utf8), faults: faults, registered: registered)
        }

        init(_ name: String, _ sheet: Data, faults: [String], registered: [String]) {
            self.name = name
            self.sheet = sheet
            self.faults = faults
            self.registered = registered
        }
    }

    @Test(arguments: [
        Faulty("byte order mark and CRLF", "\u{FEFF}device_uid,organization\r\na,acme\r\n", registered: ["a"]),
        Faulty(
            "quotes", "device_uid,organization\n\"a\"\"b\",\"acme\"\n\"c\"d,acme\n\"open,acme\n",
            faults: [
                ":3: row: field 1 goes on after its closing quote",
                ":4: row: the quote that opens in this row is never closed",
            ], registered: ["a\"b"]),
        Faulty(
            "ragged rows", "device_uid,organization\na,acme,x\nb\nc,acme\n",
            faults: [":2: row: has 3 fields, the header has 2", ":3: row: has 1 fields, the header has 2"],
            registered: ["c"]),
        Faulty(
            "a field of 10 MB", "device_uid,organization\n\(String(repeating: "a", count: 10_000_000)),acme\nb,acme\n",
            faults: [":2: row: field 1 has 10000000 bytes; at most 65536 are read"], registered: ["b"]),
        Faulty(
            "invalid UTF-8", Data("device_uid,organization\na,acme\n".utf8) + [0xFF, 0xFE] + Data(",acme\n".utf8),
            faults: [":3: row: field 1 is not valid UTF-8"], registered: ["a"]),
        Faulty(
            "bytes that were lost", "device_uid,organization\n\u{FFFD}a,acme\n",
            faults: [":2: device_uid: holds U+FFFD, which stands for bytes that were lost"], registered: []),
        Faulty(
            "an id that is none", "device_uid,organization_id\na,acme\nb,99\nc,1\n",
            faults: [":2: organization_id: \"acme\" is not an id", ":3: organization not found"], registered: ["c"]),
        Faulty(
            "duplicates in the sheet and against the database",
            "device_uid,serial_number,organization\na,,acme\na,,acme\nold,,acme\nb,old-serial,acme\nc,a,acme\n",
            faults: [
                ":3: device_uid a is already registered", ":4: device_uid old is already registered",
                ":5: serial_number old-serial is already registered", ":6: serial_number a is already registered",
            ], registered: ["a"]),
        Faulty(
            "the device limit", "device_uid,organization\na,small\nb,small\nc,small\nd,acme\n",
            faults: [":4: the device limit of organization small (2) is reached"], registered: ["a", "b", "d"]),
        Faulty(
            "hostile names",
            "device_uid,organization\na\u{1B}[31m,acme\nb\u{202E}c,acme\n😀,acme\nd,\u{1B}]0;x\u{07}\ne\u{85},acme\n",
            faults: [
                ":2: device_uid: holds the control character U+001B",
                ":3: device_uid: contains U+202E RIGHT-TO-LEFT OVERRIDE",
                ":5: organization not found: ·]0;x·",
                ":6: device_uid: holds the control character U+0085",
            ], registered: ["😀"]),
    ])
    func `Faulty rows are named by their line, the others are registered`(faulty: Faulty) async throws {
        try await withCommandFolder { folder in
            try await folder.prepare("organizations", "create", "--name", "acme")
            try await folder.prepare("organizations", "create", "--name", "small", "--device-limit", "2")
            try await folder.prepare(
                "devices", "register", "--uid", "old", "--serial", "old-serial", "--organization", "acme",
                "--no-tokens")
            let sheet = try folder.write(faulty.sheet, to: "devices.csv")
            let outcome = try await folder.slipway("devices", "register", "--file", sheet)
            #expect(outcome.status == .exited(faulty.faults.isEmpty ? 0 : 1))
            let said = outcome.errorLines.filter { $0.hasPrefix(sheet) }
            #expect(
                said.map { String($0.dropFirst(sheet.count)).replacing(#/ \[[A-Z]+_\d+\]$/#, with: "") }
                    == faulty.faults)
            #expect(outcome.errorLines.contains("\(faulty.registered.count) registered, \(faulty.faults.count) failed"))
            #expect(outcome.output == "")
            #expect(outcome.hostileScalars == [])
            let registered = try await KeptTokens.registered(in: folder).map(\.device.deviceUID)
            #expect(Set(registered) == Set(faulty.registered + ["old"]))
            let list = try await folder.slipway("devices", "list")
            #expect(list.status == .exited(0) && list.hostileScalars == [])
            let json = try await folder.slipway("devices", "list", "--json")
            #expect(json.status == .exited(0) && json.hostileScalars == [])
        }
    }

    @Test func `A sheet that is missing or a folder is refused, and nothing is made`() async throws {
        try await withCommandFolder { folder in
            let missing = folder.path("missing.csv")
            let outcome = try await folder.slipway("devices", "register", "--file", missing)
            #expect(
                outcome
                    == .init(
                        status: .exited(2), output: "",
                        errors: "slipway: \(missing): No such file or directory [REQUEST_001]\n"))
            let folderOutcome = try await folder.slipway("devices", "register", "--file", folder.url.path)
            #expect(
                folderOutcome
                    == .init(
                        status: .exited(2), output: "",
                        errors: "slipway: \(folder.url.path): is a folder [REQUEST_001]\n"))
            #expect(try folder.files == [])
        }
    }

    @Test func `A report that is sent again uncorrected fails again`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepare("organizations", "create", "--name", "acme")
            let sheet = try folder.write(
                Data("device_uid,organization\n".utf8) + [0xFF] + Data("a,acme\n".utf8), to: "devices.csv")
            let report = folder.path("failed.csv")
            try await #expect(
                folder.slipway("devices", "register", "--file", sheet, "--failed-to", report).status == .exited(1))
            try await #expect(folder.slipway("devices", "register", "--file", report).status == .exited(1))
            #expect(try await KeptTokens.registered(in: folder).isEmpty)
        }
    }
}
