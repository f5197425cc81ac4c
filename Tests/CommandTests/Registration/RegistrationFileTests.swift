import Foundation
import SlipwayCore
import SlipwayServices
import Testing

/// The files that a registration writes, and what they must never do to others.
@Suite struct RegistrationFileTests {
    @Test func `The report replaces neither the sheet nor the tokens nor anything that is no report`() async throws {
        try await withSheet { folder, sheet in
            for (target, fault) in [
                ("./../\(folder.url.lastPathComponent)/devices.csv", "--failed-to would overwrite the input"),
                ("devices.tokens.csv", "--failed-to would overwrite the token file"),
                ("fleet.db", "is there already and no report of failed rows; it would be overwritten"),
                ("", "is not a file"),
                ("missing/failed.csv", "No such file or directory"),
            ] {
                let path = "\(folder.url.path)/\(target)"
                let outcome = try await folder.slipway("devices", "register", "--file", sheet, "--failed-to", path)
                #expect(outcome.status == .exited(2) && outcome.errors.contains(fault), "\(outcome.errors)")
                #expect(try folder.files == ["devices.csv"])
            }
            #expect(try folder.text(of: "devices.csv") == Self.sheet)
            #expect(try await KeptTokens.registered(in: folder).isEmpty)
        }
    }

    @Test func `Where the token file is something else nothing is sent, and no half report is left`() async throws {
        try await withSheet { folder, sheet in
            let notes = try folder.write("shopping,list\n", to: "notes.txt")
            let outcome = try await folder.slipway(
                "devices", "register", "--file", sheet, "--tokens-to", notes, "--failed-to", folder.path("failed.csv"))
            #expect(
                outcome
                    == .init(
                        status: .exited(2), output: "",
                        errors: "slipway: token file \(notes): it is not a token file [REQUEST_001]\n"))
            #expect(try folder.files == ["devices.csv", "notes.txt"])
            #expect(try folder.text(of: "notes.txt") == "shopping,list\n")
            #expect(try await KeptTokens.registered(in: folder).isEmpty)
        }
    }

    @Test func `A row without a uid never takes another device's place because the sheet was changed`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepare("organizations", "create", "--name", "acme")
            let sheet = try folder.write("serial_number,organization\nfirst,acme\n", to: "devices.csv")
            try await folder.prepare("devices", "register", "--file", sheet)
            try folder.write("serial_number,organization\nother,acme\n", to: "devices.csv")
            let outcome = try await folder.slipway("devices", "register", "--file", sheet)
            #expect(outcome.status == .exited(1))
            #expect(
                outcome.errorLines.first
                    == """
                    \(sheet):2: line 2 stands in the token file \(folder.path("devices.tokens.csv")) for the device \
                    with serial first, registered earlier; name another token file [REQUEST_001]
                    """)
            #expect(try await KeptTokens.registered(in: folder).map(\.device.serialNumber) == ["first"])
        }
    }

    @Test func `A run that cannot save more tokens says what it did, and goes on when it can`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepare("organizations", "create", "--name", "acme", "--device-limit", "500")
            let uids = (1...300).map { "gw-\($0)" }
            let sheet = try folder.write(
                "device_uid,organization\n" + uids.map { "\($0),acme\n" }.joined(), to: "devices.csv")
            // Larger than the database gets, so that a limit on all files stops this one only.
            let filler = String(repeating: "1,other,\(String(repeating: "t", count: 992))\n", count: 4_096)
            let tokens = try folder.write("line,device_uid,device_token\n" + filler, to: "tokens.csv")
            let arguments = ["devices", "register", "--file", sheet, "--tokens-to", tokens]
            // In blocks of 512 bytes: room for one request, not for two.
            let script = "trap '' XFSZ; ulimit -f $1; shift; exec \"$@\""
            let blocks = String((filler.utf8.count + 9_000) / 512)
            let limited = try await ChildProcess.run(
                "/bin/sh",
                ["-c", script, "sh", blocks, BuiltProgram.path] + arguments + ["--database", folder.database],
                environment: folder.environment, timeout: CommandFolder.patience)
            #expect(
                limited
                    == .init(
                        status: .exited(1), output: "",
                        errors: """
                            stopped after 100 devices were registered; send the same file again to go on
                            slipway: token file \(tokens): the tokens cannot be saved; nothing of this request was sent \
                            [REQUEST_001]

                            """))
            #expect(try await KeptTokens.registered(in: folder).count == 100)
            let whole = try await folder.run(arguments + ["--database", folder.database])
            #expect(whole.status == .exited(0))
            #expect(try await KeptTokens.registered(in: folder).count == 300)
            #expect(try await KeptTokens(folder.text(of: "tokens.csv")).lost(in: folder) == [])
        }
    }

    @Test func `Two registrations never use one token file at a time`() async throws {
        try await withSheet { folder, sheet in
            let tokens = folder.path("tokens.csv")
            let held = try TokenFile(path: tokens)
            let outcome = try await folder.slipway("devices", "register", "--file", sheet, "--tokens-to", tokens)
            #expect(
                outcome
                    == .init(
                        status: .exited(2), output: "",
                        errors: "slipway: token file \(held.path): another registration is using it [REQUEST_001]\n"))
            #expect(try await KeptTokens.registered(in: folder).isEmpty)
        }
    }

    @Test func `One device that is sent again with its token file keeps its token`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepare("organizations", "create", "--name", "acme")
            let tokens = folder.path("tokens.csv")
            let arguments = ["devices", "register", "--uid", "gw-1", "--organization", "acme", "--tokens-to", tokens]
            for _ in 1...2 {
                let outcome = try await folder.run(arguments + ["--database", folder.database])
                #expect(outcome == .init(status: .exited(0), output: "registered gw-1 in acme\n", errors: ""))
            }
            let kept = KeptTokens(try folder.text(of: "tokens.csv"))
            #expect(kept.lineCount == 1)
            #expect(try await kept.lost(in: folder) == [])
        }
    }

    @Test func `One device's token is in the JSON where no file keeps it`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepare("organizations", "create", "--name", "acme")
            let outcome = try await folder.slipway(
                "devices", "register", "--uid", "gw-1", "--organization", "acme", "--json")
            let token = try #require(try JSONObject(outcome.output)["device_token"] as? String)
            let registered = try await KeptTokens.registered(in: folder)
            #expect(registered.map(\.tokenHash) == [TokenHash.sha256Hex(of: token)])
            let kept = try await folder.slipway(
                "devices", "register", "--uid", "gw-2", "--organization", "acme", "--json", "--tokens-to",
                folder.path("tokens.csv"))
            #expect(try JSONObject(kept.output)["device_token"] == nil)
        }
    }

    private static let sheet = "device_uid,organization\ngw-1,acme\n"

    private func withSheet(_ body: (CommandFolder, String) async throws -> Void) async throws {
        try await withCommandFolder { folder in
            try await folder.prepare("organizations", "create", "--name", "acme")
            try await body(folder, try folder.write(Self.sheet, to: "devices.csv"))
        }
    }
}
