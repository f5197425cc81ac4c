import Foundation
import Logging
import SQLiteRepository
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct TokensCommandTests {
    @Test func `A token is printed once, and only its hash is in the database`() async throws {
        try await withCommandFolder { folder in
            let created = try await folder.slipway("tokens", "create", "--description", "ci", "--scope", "devices:read")
            #expect(created.status == .exited(0))
            let token = created.output.trimmingCharacters(in: .newlines)
            #expect(created.output == token + "\n" && token.wholeMatch(of: #/[A-Za-z0-9_-]{43}/#) != nil)
            #expect(!created.errors.contains(token))
            let principal = try await folder.services().authentication.authenticate(token)
            #expect(principal.name == "1 (ci)" && principal.scopes == [.devicesRead] && principal.organization == .all)

            for arguments in [["list"], ["list", "--json"]] {
                let listed = try await folder.run(["tokens"] + arguments + ["--database", folder.database])
                #expect(listed.output.contains("ci") && !listed.output.contains(token))
                #expect(!listed.output.contains(TokenHash.sha256Hex(of: token)))
            }
            let bytes = try folder.databaseBytes()
            #expect(bytes.range(of: Data(token.utf8)) == nil)
            #expect(bytes.range(of: Data(TokenHash.sha256Hex(of: token).utf8)) != nil)
        }
    }

    @Test func `JSON gives the bare record with its token to a program`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepare("organizations", "create", "--name", "acme")
            let created = try await folder.slipway(
                "tokens", "create", "--description", "line", "--scope", "telemetry:write", "--scope", "devices:read",
                "--organization", "acme", "--expires-in", "30d", "--json")
            let document = try JSONObject(created.output)
            #expect(document["scopes"] as? [String] == ["devices:read", "telemetry:write"])
            #expect(document["organization_id"] as? Int == 1 && created.errors == "")
            let token = try #require(document["token"] as? String)
            #expect(await refusal(of: token, in: folder) == nil)
        }
    }

    @Test func `JSON shows no token to a terminal, and makes none`() async throws {
        try await withCommandFolder { folder in
            let arguments = [
                "tokens", "create", "--description", "ci", "--scope", "admin", "--json", "--database", folder.database,
            ]
            try await PseudoTerminal.with(BuiltProgram.path, arguments, environment: folder.environment) { terminal in
                let status = try await terminal.exitStatus(timeout: CommandFolder.patience)
                #expect(status == .exited(2))
            }
            let listed = try await folder.slipway("tokens", "list", "--json").output
            let tokens = try JSONObject(listed)
            #expect(tokens["count"] as? Int == 0)
        }
    }

    @Test func `Revoking ends a token at once`() async throws {
        try await withCommandFolder { folder in
            let token = try await folder.createToken()
            #expect(await refusal(of: token, in: folder) == nil)
            let revoked = try await folder.slipway("tokens", "revoke", "1")
            #expect(revoked == .init(status: .exited(0), output: "access token 1 (ci) is revoked\n", errors: ""))
            #expect(await refusal(of: token, in: folder) == "AUTH_001")
            #expect(try await folder.slipway("tokens", "revoke", "1").status == .exited(2))
        }
    }

    @Test func `An expired token is refused as expired`() async throws {
        try await withCommandFolder { folder in
            let token = try await folder.createToken("--expires-in", "1h")
            let created = try #require(
                try await folder.repository().read { try $0.accessToken(.init(1)) }?.createdAt)
            #expect(await refusal(of: token, in: folder, at: created + .seconds(3_599)) == nil)
            #expect(await refusal(of: token, in: folder, at: created + .seconds(3_600)) == "AUTH_002")
        }
    }

    @Test(arguments: [
        ["--description", "ci"], ["--scope", "admin"], ["--description", "ci", "--scope", "everything"],
        ["--description", "ci", "--scope", "admin", "--expires-in", "soon"],
        ["--description", "ci", "--scope", "admin", "--expires-in", "0d"],
        ["--description", "ci", "--scope", "admin", "--expires-in", "99999999999999999w"],
        ["--description", " ", "--scope", "admin"], ["--description", "ci", "--scope", "admin", "--organization", "x"],
    ])
    func `What is wrong is refused, and no token is made`(arguments: [String]) async throws {
        try await withCommandFolder { folder in
            let outcome = try await folder.run(["tokens", "create"] + arguments + ["--database", folder.database])
            #expect(outcome.status == .exited(2) && outcome.output == "" && outcome.hostileScalars == [])
            #expect(try await folder.services().authentication.count(as: .operator("ada")) == .exactly(0))
        }
    }

    @Test func `A device's telemetry is listed, harmless on a terminal and whole as JSON`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepare("organizations", "create", "--name", "acme")
            try await folder.prepare(
                "devices", "register", "--uid", "gw-1", "--organization", "acme", "--no-tokens")
            let messages = (1...3).map { #"{"ev":"boot","bootCount":\#($0),"note":"\#u{9B}31m"}"# }
            _ = try await folder.services().telemetry.ingest(messages, from: "gw-1", as: .operator("ada"))
            let shown = try await folder.slipway("devices", "telemetry", "gw-1")
            #expect(shown.status == .exited(0) && shown.hostileScalars == [] && shown.output.contains("boot"))
            var counts: [Int] = []
            var cursor: [String] = []
            for _ in 1...2 {
                let outcome = try await folder.run(
                    ["devices", "telemetry", "gw-1", "--json", "--limit", "2", "--database", folder.database] + cursor)
                #expect(outcome.status == .exited(0) && outcome.hostileScalars == [])
                let page = try JSONObject(outcome.output)
                counts += (page["telemetry"] as? [[String: Any]] ?? []).compactMap {
                    ($0["payload"] as? [String: Any])?["bootCount"] as? Int
                }
                cursor = (page["next_cursor"] as? String).map { ["--cursor", $0] } ?? []
            }
            #expect(counts == [3, 2, 1] && cursor == [])
        }
    }

    private func refusal(of token: String, in folder: CommandFolder, at now: Timestamp = .example) async -> String? {
        do {
            _ = try await folder.services(at: now).authentication.authenticate(token)
            return nil
        } catch {
            return (error as? SlipwayError)?.code ?? "\(error)"
        }
    }
}

extension CommandFolder {
    fileprivate func services(at now: Timestamp = .example) throws -> Services {
        Services(
            repository: try SQLiteRepository.open(path: database, clock: { now }, readers: 1),
            logger: Logger(label: "test"))
    }

    fileprivate func createToken(_ arguments: String...) async throws -> String {
        let outcome = try await run(
            ["tokens", "create", "--description", "ci", "--scope", "devices:read", "--database", database] + arguments)
        try #require(outcome.status == .exited(0), "\(outcome.errors)")
        return outcome.output.trimmingCharacters(in: .newlines)
    }

    /// The database with its journal.
    fileprivate func databaseBytes() throws -> Data {
        let names = try FileManager.default.contentsOfDirectory(atPath: url.path).filter { $0.hasPrefix("fleet.db") }
        return try names.reduce(into: Data()) { bytes, name in
            bytes.append(try Data(contentsOf: url.appending(path: name)))
        }
    }
}
