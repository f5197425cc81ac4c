import Foundation
import Testing

@Suite struct JSONOutputTests {
    @Test func `Everything that can be listed, shown or made comes as JSON in the API's words`() async throws {
        try await withCommandFolder { folder in
            let firmware = try folder.write("bytes", to: "gateway.bin")
            let documents = [
                try await Self.json(folder, "organizations", "create", "--name", "acme"),
                try await Self.json(folder, "organizations", "update", "acme", "--device-limit", "7"),
                try await Self.json(folder, "organizations", "show", "acme"),
                try await Self.json(folder, "organizations", "list"),
                try await Self.json(
                    folder, "devices", "register", "--uid", "gw-1", "--organization", "acme", "--no-tokens"),
                try await Self.json(folder, "devices", "show", "gw-1"),
                try await Self.json(folder, "devices", "list"),
                try await Self.json(folder, "firmware", "upload", firmware, "--version", "1.2.3"),
                try await Self.json(folder, "firmware", "promote", "1.2.3", "testing"),
                try await Self.json(folder, "firmware", "promote", "1.2.3", "approved"),
                try await Self.json(folder, "firmware", "show", "1.2.3"),
                try await Self.json(folder, "firmware", "list"),
                try await Self.json(
                    folder, "batches", "create", "--name", "b", "--firmware", "1.2.3", "--organization", "acme",
                    "--dry-run"),
                try await Self.json(
                    folder, "batches", "create", "--name", "b", "--firmware", "1.2.3", "--organization", "acme"),
                try await Self.json(folder, "batches", "show", "1"),
                try await Self.json(folder, "batches", "list"),
            ]
            let names = documents.reduce(into: Set<String>()) { $0.formUnion($1.names) }
            #expect(names.filter { $0.wholeMatch(of: #/[a-z][a-z0-9]*(_[a-z0-9]+)*/#) == nil } == [])
            #expect(names.filter { $0.contains("token") } == [])
            #expect(documents[1]["device_limit"] as? Int == 7)
            for (index, plural) in [(3, "organizations"), (6, "devices"), (11, "releases"), (15, "batches")] {
                #expect((documents[index][plural] as? [Any])?.count == 1)
                #expect(documents[index]["count"] as? Int == 1 && documents[index]["next_cursor"] is NSNull)
            }
            #expect((documents[14]["devices"] as? [Any])?.count == 1)
        }
    }

    @Test func `A list goes on where its cursor says, and whole with --all`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepare("organizations", "create", "--name", "acme")
            let uids = (1...5).map { "gw-\($0)" }
            let sheet = try folder.write(
                "device_uid,organization\n" + uids.map { "\($0),acme\n" }.joined(), to: "devices.csv")
            try await folder.prepare("devices", "register", "--file", sheet)
            var seen: [String] = []
            var cursor: [String] = []
            for _ in 1...3 {
                let page = try await Self.json(folder, ["devices", "list", "--limit", "2"] + cursor)
                seen += (page["devices"] as? [[String: Any]] ?? []).compactMap { $0["device_uid"] as? String }
                cursor = (page["next_cursor"] as? String).map { ["--cursor", $0] } ?? []
            }
            #expect(seen == uids && cursor == [])
            let all = try await Self.json(folder, "devices", "list", "--limit", "2", "--all")
            #expect((all["devices"] as? [[String: Any]])?.compactMap { $0["device_uid"] as? String } == uids)
        }
    }

    private static func json(_ folder: CommandFolder, _ arguments: String...) async throws -> JSONObject {
        try await json(folder, arguments)
    }

    private static func json(_ folder: CommandFolder, _ arguments: [String]) async throws -> JSONObject {
        let outcome = try await folder.run(arguments + ["--json", "--database", folder.database])
        try #require(outcome.status == .exited(0), "\(arguments): \(outcome.errors)")
        return try JSONObject(outcome.output)
    }
}
