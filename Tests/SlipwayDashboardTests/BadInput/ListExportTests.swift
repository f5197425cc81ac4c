import Foundation
import SlipwayCore
import TerminalUI
import TestSupport
import Testing

/// Lists that are written to a file, which may be refused, or hold what a spreadsheet would run.
struct ListExportTests {
    private static let uids = [
        "=1+1", "+1", "-1", "@sum", "\ttab", "\rreturn", " =late", "a,\"b\"\nc", "\u{1B}[2J", "\u{202E}x", "漢字😀",
    ]

    @Test(arguments: ConformingDatabase.kinds)
    func `a spreadsheet runs nothing of a CSV file`(database: ConformingDatabase) async throws {
        try await withExport(on: database, "devices.csv") { text, flash in
            #expect(flash == " 11 rows written to ")
            #expect(
                text == """
                    device_uid,serial_number,organization,firmware_version,hardware_version,active,updates_enabled,last_heartbeat\r
                    "'\ttab",serial-4,acme,,rev-a,yes,yes,\r
                    "'\rreturn",serial-5,acme,,rev-a,yes,yes,\r
                    \u{1B}[2J,serial-8,acme,,rev-a,yes,yes,\r
                    ' =late,serial-6,acme,,rev-a,yes,yes,\r
                    '+1,serial-1,acme,,rev-a,yes,yes,\r
                    '-1,serial-2,acme,,rev-a,yes,yes,\r
                    '=1+1,serial-0,acme,,rev-a,yes,yes,\r
                    '@sum,serial-3,acme,,rev-a,yes,yes,\r
                    "a,""b""\nc",serial-7,acme,,rev-a,yes,yes,\r
                    \u{202E}x,serial-9,acme,,rev-a,yes,yes,\r
                    漢字😀,serial-10,acme,,rev-a,yes,yes,\r

                    """)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a JSON file holds every text as it is`(database: ConformingDatabase) async throws {
        try await withExport(on: database, "devices.json") { text, flash in
            #expect(flash == " 11 rows written to ")
            let rows = try JSONDecoder().decode([[String: String]].self, from: Data(text.utf8))
            #expect(Set(rows.compactMap { $0["device_uid"] }) == Set(Self.uids))
            #expect(rows.allSatisfy { $0.count == 8 && $0["hardware_version"] == "rev-a" })
            #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
        }
    }

    @Test(arguments: [
        ("csv /dev/full", " x not exported: exists already: /dev/full"),
        ("json /sys/devices.json", " x not exported: Permission denied: /sys/devices.json"),
        ("json /nowhere/devices.json", " x not exported: No such file or directory: /nowhere/devices.json"),
        ("devices.txt", " ! export to a path that ends in .csv or .json"),
        ("csv", " ! export to a path that ends in .csv or .json"),
    ])
    func `where nothing can be written it is told, and the list stays`(line: String, text: String) async throws {
        try await withDevices { robot in
            let before = robot.text()
            await robot.open("export \(line)")
            #expect(robot.frame().line(23).hasPrefix(text))
            await robot.press("k")
            #expect(robot.text() == before)
        }
    }

    @Test(arguments: ["devices.csv", "devices.csv.part"])
    func `what is there already is not replaced`(taken: String) async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: taken)
            try Data("mine".utf8).write(to: path)
            try await withDevices { robot in
                await robot.open("export csv \(folder.appending(path: "devices.csv").path)")
                #expect(robot.frame().line(23).hasPrefix(" x not exported: "))
            }
            #expect(try String(contentsOf: path, encoding: .utf8) == "mine")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [taken])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a database that goes away in between leaves no half of a file`(database: ConformingDatabase) async throws {
        try await withTemporaryFolder { folder in
            try await ScreenWorld.with(on: database) { world in
                try await world.fillUntouched()
                var robot = world.robot()
                await robot.start()
                await robot.open("devices")
                world.repository.switchOff()
                await robot.open("export csv \(folder.appending(path: "devices.csv").path)")
                #expect(robot.frame().line(23).hasPrefix(" x not exported: the database cannot be reached"))
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a path that is hostile text is told safely`(database: ConformingDatabase) async throws {
        try await withDevices(on: database) { robot in
            await robot.press("w")
            await robot.type("/nowhere/\u{1B}[2J\u{202E}x.csv")
            #expect(robot.frame().line(23) == "export to (.csv or .json): /nowhere/?[2J?x.csv")
            await robot.press(.enter)
            #expect(
                robot.frame().line(23) == " x not exported: No such file or directory: /nowhere/?[2J?x.csv")
        }
    }

    /// - Parameter body: receives what was written, and the last row without the path.
    private func withExport(
        on database: ConformingDatabase, _ name: String, _ body: (_ text: String, _ flash: String) throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: name)
            var flash = ""
            try await withDevices(on: database) { robot in
                robot.size = Size(columns: 300, rows: 24)
                await robot.press("w")
                await robot.type(path.path)
                await robot.press(.enter)
                flash = robot.frame().line(23).replacingOccurrences(of: path.path, with: "")
            }
            // Read as bytes: a CR and LF are one character of a text.
            try body(String(decoding: try Data(contentsOf: path), as: UTF8.self), flash)
        }
    }

    private func withDevices(
        on database: ConformingDatabase = .inMemory, _ body: (inout Robot) async throws -> Void
    ) async throws {
        try await ScreenWorld.with(on: database) { world in
            try await world.repository.write { transaction in
                let organization = try transaction.insertOrganization()
                _ = try transaction.insert(
                    Self.uids.enumerated().map { place, uid in
                        NewDevice.example(uid: uid, serialNumber: "serial-\(place)", in: organization.id)
                    })
            }
            var robot = world.robot()
            await robot.start()
            await robot.open("devices")
            try await body(&robot)
        }
    }
}
