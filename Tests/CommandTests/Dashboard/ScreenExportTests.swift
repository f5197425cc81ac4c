import Foundation
import SlipwayCore
import TestSupport
import Testing

/// What a person takes along of the screens, from a real terminal.
@Suite struct ScreenExportTests {
    @Test func `a recording shows in another terminal what this one showed`() async throws {
        try await withHome { folder, terminal in
            let path = folder.path("night.cast")
            terminal.type(":export cast \(path)\r")
            try await terminal.waitFor("recording to", timeout: CommandFolder.patience)
            for (keys, shown) in [
                ("j", "spring"), ("?", "open the rollout, live"), ("q", "spring"), ("\r", "IN PROGRESS"),
            ] {
                terminal.type(keys)
                try await terminal.waitFor(shown, timeout: CommandFolder.patience)
            }
            terminal.type(":export stop")
            try await terminal.waitFor(":export stop", timeout: CommandFolder.patience)
            try await terminal.waitForPause(of: .milliseconds(500), timeout: CommandFolder.patience)
            let last = terminal.screen
            terminal.type("\r")
            try await terminal.waitFor("recorded to", timeout: CommandFolder.patience)

            let lines = try Self.jsonLines(path)
            let header = try #require(lines.first as? [String: Any])
            #expect(header["version"] as? Int == 2)
            #expect([header["width"] as? Int, header["height"] as? Int] == [80, 24])
            let player = Emulator(columns: 80, rows: 24)
            var latest = 0.0
            for case let event as [Any] in lines.dropFirst() {
                let seconds = try #require(event[0] as? Double)
                #expect(seconds >= latest)
                latest = seconds
                #expect(event[1] as? String == "o")
                player.write(Array(try #require(event[2] as? String).utf8)[...])
            }
            #expect(player.screen.rows == last.rows)
            for text in ["spring 東京", "IN PROGRESS", ":export stop"] {
                #expect(player.screen.style(of: text) == last.style(of: text), "\(text)")
            }
            #expect(try Self.permissions(path) == 0o600)
        }
    }

    @Test func `a screen is written as text, with its colours, and as JSON`() async throws {
        try await withHome { folder, terminal in
            let path = folder.path("home.txt")
            try await terminal.waitForPause(of: .milliseconds(500), timeout: CommandFolder.patience)
            let shown = terminal.screen
            terminal.type(":export screen \(path)\r")
            try await terminal.waitFor("written to", timeout: CommandFolder.patience)

            let text = try String(contentsOfFile: path, encoding: .utf8)
            // All but the last row, in which the command was typed.
            #expect(text.components(separatedBy: "\n").prefix(23) == shown.rows.prefix(23))
            let colored = try String(contentsOfFile: path + ".ansi", encoding: .utf8)
            let player = Emulator(columns: 80, rows: 25)
            player.write(Array(colored.replacing("\n", with: "\r\n").utf8)[...])
            #expect(Array(player.screen.rows.prefix(23)) == Array(shown.rows.prefix(23)))
            #expect(player.screen.style(of: "IN PROGRESS") == shown.style(of: "IN PROGRESS"))
            let document = try #require(Self.jsonLines(path + ".json", whole: true).first as? [String: Any])
            #expect((document["lines"] as? [String])?.prefix(23) == shown.rows.prefix(23))
            #expect([document["columns"] as? Int, document["rows"] as? Int] == [80, 24])
        }
    }

    @Test func `what is there already stays as it is, and no part of an export beside it`() async throws {
        try await withHome { folder, terminal in
            let path = folder.path("home.txt")
            try Data("mine".utf8).write(to: URL(filePath: path + ".json"))
            terminal.type(":export screen \(path)\r")
            try await terminal.waitFor("not exported", timeout: CommandFolder.patience)
            #expect(try String(contentsOfFile: path + ".json", encoding: .utf8) == "mine")
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
            #expect(left.filter { $0.hasPrefix("home.txt") } == ["home.txt.json"])

            terminal.type(":export cast \(path).json\r")
            try await terminal.waitForPause(of: .milliseconds(500), timeout: CommandFolder.patience)
            #expect(terminal.screen.contains("exists already"))
            terminal.type(":export stop\r")
            try await terminal.waitFor("no recording runs", timeout: CommandFolder.patience)
            terminal.type(":export cast\r")
            try await terminal.waitFor("where to?", timeout: CommandFolder.patience)
        }
    }

    @Test func `leaving the dashboard ends the recording, and the file is whole`() async throws {
        try await withHome { folder, terminal in
            let path = folder.path("night.cast")
            terminal.type(":export cast \(path)\r")
            try await terminal.waitFor("recording to", timeout: CommandFolder.patience)
            terminal.type(":q\r")
            #expect(try await terminal.exitStatus() == .exited(0))
            #expect(try Self.jsonLines(path).count >= 3)
            #expect(!FileManager.default.fileExists(atPath: path + ".part"))
        }
    }

    private static func jsonLines(_ path: String, whole: Bool = false) throws -> [Any] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let parts = whole ? [text] : text.split(separator: "\n").map(String.init)
        return try parts.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) }
    }

    private static func permissions(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    private func withHome(_ body: (CommandFolder, PseudoTerminal) async throws -> Void) async throws {
        try await withCommandFolder { folder in
            try await folder.repository().write { transaction in
                let owner = try transaction.insertOrganization()
                let devices = try transaction.insertDevices(2, in: owner.id)
                let release = try transaction.insertRelease()
                let batch = try transaction.insertBatch(of: devices, firmware: release.id, name: "spring 東京")
                _ = try transaction.startBatch(batch)
            }
            try await PseudoTerminal.with(
                BuiltProgram.path,
                ["dashboard", "--read-only", "--interval", "60", "--database", folder.database],
                environment: folder.environment
            ) { terminal in
                try await terminal.waitFor("spring", timeout: CommandFolder.patience)
                try await body(folder, terminal)
            }
        }
    }
}
