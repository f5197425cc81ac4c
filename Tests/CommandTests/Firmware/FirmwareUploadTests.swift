import Foundation
import Testing

@Suite struct FirmwareUploadTests {
    @Test func `A file is stored, shown and promoted`() async throws {
        try await withCommandFolder { folder in
            let file = try folder.write("Slipway", to: "gateway.bin")
            let uploaded = try await folder.slipway(
                "firmware", "upload", file, "--version", "1.2.3", "--channel", "production", "--minimum-version",
                "1.0.0", "--hardware", "rev-a,rev-b")
            let lines = uploaded.output.split(separator: "\n")
            #expect(uploaded.status == .exited(0) && uploaded.errors == "")
            #expect(lines.first == "VERSION  CHANNEL     STATUS  BYTES  HARDWARE     MINIMUM  FILE         SHA-256")
            let fields = lines.last?.split(separator: " ") ?? []
            #expect(fields.dropLast() == ["1.2.3", "production", "draft", "7", "rev-a,rev-b", "1.0.0", "gateway.bin"])
            #expect(fields.last?.wholeMatch(of: #/[0-9a-f]{64}/#) != nil)
            try await #expect(folder.slipway("firmware", "show", "1.2.3") == uploaded)

            let skipped = try await folder.slipway("firmware", "promote", "1.2.3", "approved")
            #expect(
                skipped
                    == .init(
                        status: .exited(2), output: "",
                        errors: "slipway: firmware 1.2.3 cannot go from draft to approved [FIRMWARE_008]\n"))
            try await folder.prepare("firmware", "promote", "1.2.3", "testing")
            let approved = try await folder.slipway("firmware", "promote", "1.2.3", "approved")
            #expect(approved.status == .exited(0) && approved.output.contains(" approved "))
        }
    }

    @Test func `A release is for all, or for the one organization that is named`() async throws {
        try await withCommandFolder { folder in
            let file = try folder.write("Slipway", to: "gateway.bin")
            try await folder.prepare("organizations", "create", "--name", "acme")
            let upload = [
                "firmware", "upload", file, "--json", "--database", folder.database, "--allow-same-bytes", "--version",
            ]
            let shared = try await folder.run(upload + ["1.0.0"])
            #expect(shared.status == .exited(0) && !shared.output.contains("organization_id"))
            let own = try await folder.run(upload + ["1.1.0", "--organization", "acme"])
            #expect(own.status == .exited(0) && own.output.contains("\"organization_id\" : 1,"))
            let unknown = try await folder.run(upload + ["1.2.0", "--organization", "ghost"])
            #expect(
                unknown
                    == .init(
                        status: .exited(2), output: "", errors: "slipway: organization not found: ghost [ORG_001]\n"))
        }
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let file: String
        let version: String
        /// `FILE` stands for the path.
        let line: String
        var testDescription: String { line }
    }

    @Test(arguments: [
        Refused(
            file: "missing.bin", version: "1.0.0",
            line: "the firmware file cannot be read: FILE: No such file or directory [FIRMWARE_002]"),
        Refused(
            file: "folder", version: "1.0.0",
            line: "the firmware file cannot be read: FILE is not a file [FIRMWARE_002]"),
        Refused(
            file: "empty.bin", version: "1.0.0", line: "the firmware file cannot be read: it is empty [FIRMWARE_002]"),
        Refused(
            file: "good.bin", version: "one",
            line: "\"one\" is not a version such as 1.4.0, v1.4, 1.4.0.2-rc.1 or 2026.11.23 [FIRMWARE_005]"),
        Refused(
            file: "good.bin", version: "1.0\u{1B}[31m",
            line: "\"1.0·[31m\" is not a version such as 1.4.0, v1.4, 1.4.0.2-rc.1 or 2026.11.23 [FIRMWARE_005]"),
        Refused(file: "good.bin", version: "9.0.0", line: "firmware 9.0.0 exists already [FIRMWARE_007]"),
        Refused(
            file: "red\u{1B}[31m.bin", version: "1.0.0",
            line: "file_name: holds the control character U+001B [REQUEST_001]"),
    ])
    func `What is no firmware is refused with one line, and nothing is stored`(refused: Refused) async throws {
        try await withCommandFolder { folder in
            try FileManager.default.createDirectory(atPath: folder.path("folder"), withIntermediateDirectories: false)
            try folder.write("", to: "empty.bin")
            let good = try folder.write("bytes", to: "good.bin")
            try folder.write("bytes", to: "red\u{1B}[31m.bin")
            try await folder.prepare("firmware", "upload", good, "--version", "9.0.0")
            let before = try await folder.slipway("firmware", "list")
            let path = folder.path(refused.file)
            let outcome = try await folder.slipway("firmware", "upload", path, "--version", refused.version)
            let line = refused.line.replacing("FILE", with: path)
            #expect(outcome == .init(status: .exited(2), output: "", errors: "slipway: \(line)\n"))
            try await #expect(folder.slipway("firmware", "list") == before)
        }
    }
}
