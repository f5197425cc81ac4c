import Foundation
import SlipwayCore
import SlipwayServices
import TerminalUI
import Testing

@testable import SlipwayDashboard

/// Whatever is pasted or named, nothing is lost, registered by accident, or taken for a key.
struct BadSheetTests {
    @Test func `50,000 pasted lines become 50,000 rows, of which the last is edited like the first`() async throws {
        try await RegistrationDesk.with { desk in
            let text = "uid,organization\n" + (1...50_000).map { "gw-\($0),acme" }.joined(separator: "\n")
            var robot = await desk.robot()
            await robot.press(.tab, .tab, .enter)
            await robot.paste(text)
            await robot.press(.escape)
            #expect(robot.text().contains("50,000 rows, separated by comma"))
            await robot.press("a")
            #expect(robot.registration?.draft.sheet.rows.count == 50_000)
            await robot.press("G", .enter)
            await robot.type("-x")
            #expect(robot.registration?.draft.sheet.rows[49_999].cells[0] == "gw-50000-x")
            #expect(robot.frame().text.contains("> uid          gw-50000-x"))
        }
    }

    @Test func `a spreadsheet with CRLF, tabs, quotes and line ends in cells is read as it is meant`() async throws {
        try await RegistrationDesk.with { desk in
            var robot = await desk.robot()
            await robot.pasteRows(
                "UID\tOrg\tSerial\r\n\"gw \"\"one\"\"\"\tacme\t\"a\tb\"\r\ngw-2\tacme\tsn-2\textra\r\n")
            let rows = try #require(robot.registration?.draft.sheet.rows.map { $0 })
            #expect(rows.map(\.cells) == [["gw \"one\"", "acme", "a\tb", ""], ["gw-2", "acme", "sn-2", ""]])
            #expect(
                rows.map(\.text) == [
                    "serial_number: holds the control character U+0009",
                    "row: has 4 fields, the header has 3",
                ])
        }
    }

    @Test func `escape sequences are shown as what they are and never sent`() async throws {
        try await RegistrationDesk.with { desk in
            var robot = await desk.robot()
            await robot.pasteRows("uid,organization\n\u{1B}[2Jgw,acme\n\u{202E}gw,acme\n")
            #expect(robot.frame().line(4).hasPrefix("  > ?[2Jgw"))
            await robot.submit(tokensTo: desk.tokenPath)
            let registered = try await desk.registered()
            #expect(registered == [])
            let texts = robot.registration?.draft.sheet.rows.map(\.text)
            #expect(texts?.last == "device_uid: contains U+202E RIGHT-TO-LEFT OVERRIDE")
            #expect(!robot.text().unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
        }
    }

    @Test func `empty rows of a sheet are skipped and counted, and other columns left out`() async throws {
        try await RegistrationDesk.with { desk in
            var robot = await desk.robot(columns: 160, rows: 48)
            await robot.press(.tab, .tab, .enter)
            await robot.paste("sep=;\r\nDevice UID;Colour;Org\r\ngw-1;red;acme\r\n;;\r\n\"\";\"\";\r\n")
            await robot.press(.escape)
            #expect(
                robot.text().contains("1 row, 2 empty rows skipped, separated by semicolon, the first row is a header"))
            await robot.press("a")
            #expect(robot.registration?.draft.sheet.rows.map(\.cells) == [["gw-1", "acme", "", ""]])
        }
    }

    @Test func `numbers that a spreadsheet has shortened are asked about before they are sent`() async throws {
        try await RegistrationDesk.with { desk in
            var robot = await desk.robot(columns: 160, rows: 48)
            await robot.pasteRows("uid,org,serial\ngw-1,acme,3.52656E+14\n")
            await robot.press("4", .enter, .control("u"))
            await robot.paste(desk.tokenPath)
            await robot.press(.escape, "r")
            #expect(robot.text().contains("1 number has lost digits to a spreadsheet, such as"))
            await robot.answer("n")
            let before = try await desk.registered()
            #expect(before == [])
            // The result sends as well.
            await robot.press("5", "r")
            #expect(robot.text().contains("Register them as they stand?"))
            await robot.answer("y")
            let after = try await desk.registered()
            #expect(after == ["gw-1"])
        }
    }

    @Test(arguments: [
        ("bytes.csv", "sheet: is binary, not text"), ("empty.csv", "sheet: is empty"),
        ("broken.json", "sheet: lacks the name of a member at line 1, column 3"),
        ("none.csv", "none.csv: No such file or directory"),
        ("folder", "folder: is not a file"), ("pipe", "pipe: is not a file"),
    ])
    func `a file that will not do is refused with the reason`(name: String, why: String) async throws {
        try await RegistrationDesk.with { desk in
            try Data([0x7F, 0x45, 0x4C, 0x46, 0, 1]).write(to: desk.folder.appending(path: "bytes.csv"))
            _ = try desk.file("empty.csv", " \n")
            _ = try desk.file("broken.json", "[{")
            try FileManager.default.createDirectory(
                at: desk.folder.appending(path: "folder"), withIntermediateDirectories: false)
            mkfifo(desk.folder.appending(path: "pipe").path, 0o600)
            var robot = await desk.robot(columns: 160, rows: 48)
            await robot.press("j", .enter)
            await robot.paste(desk.folder.appending(path: name).path)
            await robot.press(.escape)
            #expect(robot.text().contains(why))
            #expect(!robot.text().contains("Add"))
        }
    }

    @Test func `a file of 1 GB is refused without being read`() async throws {
        try await RegistrationDesk.with { desk in
            let path = try desk.file("huge.csv", "uid\n")
            #expect(truncate(path, 1 << 30) == 0)
            var robot = await desk.robot(columns: 160, rows: 48)
            await robot.press("j", .enter)
            await robot.paste(path)
            await robot.press(.escape)
            #expect(robot.text().contains("has 1024 MiB; a form reads at most 64, and slipway devices register --file"))
        }
    }

    @Test func `a paste outside of a field changes nothing`() async throws {
        try await RegistrationDesk.with { desk in
            var robot = await desk.robot()
            await robot.press("2")
            await robot.paste("o\nq\nuid,organization\n")
            #expect(robot.frame().line(23) == " ! a paste was ignored: no field is open")
            #expect(robot.registration?.draft.sheet.rows.isEmpty == true)
        }
    }

    @Test func `what is guessed wrong about a sheet is put right before it lands`() async throws {
        try await RegistrationDesk.with { desk in
            var robot = await desk.robot()
            await robot.press("j", "j", .enter)
            await robot.paste("gw-1,C,acme\ngw-2,D,acme\n")
            await robot.press(.escape, "j", "j", "j", .enter)
            await robot.type("uid,hardware,colour")
            #expect(
                robot.text().contains("columns: \"colour\" is not a column; give one such as device_uid, or -"))
            for _ in 1...6 { await robot.press(.backspace) }
            await robot.type("org")
            await robot.press(.escape, "a")
            #expect(
                robot.registration?.draft.sheet.rows.map(\.cells) == [
                    ["gw-1", "acme", "", "C"], ["gw-2", "acme", "", "D"],
                ])
        }
    }
}
