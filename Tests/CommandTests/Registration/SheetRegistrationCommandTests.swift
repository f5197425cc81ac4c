import Foundation
import Glibc
import SlipwayCore
import TestSupport
import Testing

@Suite struct SheetRegistrationCommandTests {
    @Test func `A sheet of 260 rows goes all the way from an empty folder to the corrected report`() async throws {
        try await withTemporaryCommandFolder { folder in
            let migrated = try await folder.slipway("migrate")
            #expect(migrated.status == .exited(0) && migrated.output == "")
            let applied = MigrationNames.sqlite().joined(separator: ", ")
            #expect(
                migrated.errors == "new database \(folder.database)\n\(folder.database) is ready: applied \(applied)\n")
            let created = try await folder.slipway(
                "organizations", "create", "--name", "acme", "--environment", "production", "--device-limit", "260")
            #expect(
                created
                    == .init(
                        status: .exited(0),
                        output: """
                            NAME  ENVIRONMENT  DEVICES  LIMIT  STATE   TIME ZONE  APPROVAL
                            acme  production   0        260    active  UTC        rollouts

                            """, errors: ""))

            let sheet = try folder.write(Self.sheet, to: "devices.csv")
            let report = folder.path("failed.csv")
            let tokens = folder.path("devices.tokens.csv")
            let first = try await folder.slipway("devices", "register", "--file", sheet, "--failed-to", report)
            let said = "255 registered, 5 failed\ntokens: \(tokens)\n"
            #expect(first == .init(status: .exited(1), output: "", errors: said))
            #expect(try folder.text(of: "failed.csv") == Self.report)
            #expect(try folder.files == ["devices.csv", "devices.tokens.csv", "failed.csv"])
            #expect(try Self.mode(of: tokens) == 0o600 && Self.mode(of: report) == 0o600)
            let kept = try folder.text(of: "devices.tokens.csv")
            #expect(try await KeptTokens.registered(in: folder).count == 255)
            #expect(try await KeptTokens(kept).lost(in: folder) == [])

            let second = try await folder.slipway("devices", "register", "--file", sheet, "--failed-to", report)
            #expect(second == first)
            #expect(try folder.text(of: "devices.tokens.csv") == kept)
            #expect(try folder.text(of: "failed.csv") == Self.report)
            #expect(try await KeptTokens.registered(in: folder).count == 255)

            try folder.write(Self.correctedReport, to: "failed.csv")
            let corrected = try await folder.slipway("devices", "register", "--file", report)
            #expect(
                corrected
                    == .init(
                        status: .exited(0), output: "",
                        errors: "5 registered, 0 failed\ntokens: \(folder.path("failed.tokens.csv"))\n"))
            #expect(try await KeptTokens.registered(in: folder).count == 260)
            let both =
                kept
                + (try folder.text(of: "failed.tokens.csv").split(separator: "\n").dropFirst())
                .joined(separator: "\n")
            #expect(try await KeptTokens(both).lost(in: folder) == [])
        }
    }

    @Test func `A registration that is killed goes on where it was and loses no token`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepare("organizations", "create", "--name", "acme", "--device-limit", "5000")
            let rows = (1...3_000).map { "serial-\($0),acme" }.joined(separator: "\n")
            let sheet = try folder.write("serial_number,organization\n\(rows)\n", to: "devices.csv")
            let arguments = ["devices", "register", "--file", sheet, "--database", folder.database]
            let tokens = folder.path("devices.tokens.csv")
            // At the lowest priority, so that it cannot end before it is killed.
            let killed = try await ChildProcess.with(
                "/usr/bin/env", ["nice", "-n", "19", BuiltProgram.path] + arguments, environment: folder.environment
            ) { process in
                Thread.detachNewThread {
                    let deadline = ContinuousClock.now + CommandFolder.patience
                    // Seven requests or so.
                    while Self.size(of: tokens) < 50_000, ContinuousClock.now < deadline { usleep(500) }
                    process.kill()
                }
                return try await process.outcome(timeout: CommandFolder.patience * 2)
            }
            #expect(killed.status == .killed(signal: Int(SIGKILL)))
            let registeredBefore = try await KeptTokens.registered(in: folder).count
            #expect((1..<3_000).contains(registeredBefore))
            #expect(try await KeptTokens(folder.text(of: "devices.tokens.csv")).lost(in: folder) == [])

            let again = try await folder.slipway("devices", "register", "--file", sheet)
            #expect(
                again
                    == .init(
                        status: .exited(0), output: "", errors: "3000 registered, 0 failed\ntokens: \(tokens)\n"))
            let registered = try await KeptTokens.registered(in: folder)
            #expect(Set(registered.map(\.device.serialNumber)) == Set((1...3_000).map { "serial-\($0)" }))
            #expect(registered.count == 3_000)
            let kept = KeptTokens(try folder.text(of: "devices.tokens.csv"))
            #expect(kept.lineCount == 3_000)
            #expect(try await kept.lost(in: folder) == [])
        }
    }

    @Test func `A sheet comes from standard input, its answer as JSON with the tokens`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepare("organizations", "create", "--name", "acme")
            let outcome = try await folder.slipway(
                "devices", "register", "--file", "-", "--tokens-to", folder.path("tokens.csv"), "--json",
                input: "device_uid,organization\ngw-1,acme\ngw-2,nobody\n")
            #expect(outcome.status == .exited(1))
            #expect(outcome.errors == "1 registered, 1 failed\ntokens: \(folder.path("tokens.csv"))\n")
            let answer = try JSONObject(outcome.output)
            let successful = try #require(answer["successful"] as? [[String: Any]])
            let failed = try #require(answer["failed"] as? [[String: Any]])
            #expect(successful.count == 1 && failed.count == 1)
            let kept = KeptTokens(try folder.text(of: "tokens.csv"))
            #expect(successful.first?["device_token"] as? String == kept.tokensByUID["gw-1"]?.first)
            #expect(failed.first?["code"] as? String == "ORG_001")
            #expect(failed.first?["error"] as? String == "organization not found: nobody")
            let named = try #require(failed.first?["device"] as? [String: Any])
            #expect(named.keys.sorted() == ["device_uid", "line", "organization"])
            #expect(named["line"] as? Int == 3 && named["organization"] as? String == "nobody")
        }
    }

    private static let uids = (1...255).map { "gw-\($0)" }

    /// Line 1 is the header; the faulty rows stand on lines 51, 102, 153, 204 and 261.
    private static let sheet: String = {
        var rows = uids.map { "\($0),acme,rev-a" }
        rows.insert("gw-\u{1B}[31m,acme,rev-a", at: 49)
        rows.insert("gw-256,nobody,rev-a", at: 100)
        rows.insert("gw-257,acme", at: 151)
        rows.insert("gw-1,acme,rev-a", at: 202)
        rows.append("\(String(repeating: "x", count: 129)),acme,rev-a")
        return "device_uid,organization,hardware_version\n" + rows.joined(separator: "\n") + "\n"
    }()

    private static let report = """
        error,device_uid,organization,hardware_version
        device_uid: holds the control character U+001B,gw-\u{1B}[31m,acme,rev-a
        organization not found: nobody,gw-256,nobody,rev-a
        "row: has 2 fields, the header has 3",gw-257,acme,
        device_uid gw-1 is already registered,gw-1,acme,rev-a
        device_uid: has 129 characters; at most 128 fit,\(String(repeating: "x", count: 129)),acme,rev-a

        """

    private static let correctedReport = """
        error,device_uid,organization,hardware_version
        device_uid: holds the control character U+001B,gw-red,acme,rev-a
        organization not found,gw-256,acme,rev-a
        "row: has 2 fields, the header has 3",gw-257,acme,
        device_uid gw-1 is already registered,gw-258,acme,rev-a
        ,\(String(repeating: "x", count: 128)),acme,rev-a

        """

    private static func size(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    private static func mode(of path: String) throws -> UInt32 {
        var status = stat()
        try SystemError.check("stat \(path)", stat(path, &status) == 0 ? 0 : errno)
        return status.st_mode & 0o777
    }
}
