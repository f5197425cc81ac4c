import Foundation
import TestSupport
import Testing

/// The real program, killed while it exports events.
@Suite(.timeLimit(.minutes(5))) struct KilledExportTests {
    private static let count = 30_000

    @Test func `An export that is killed again and again writes every event, and none twice into its folder`()
        async throws
    {
        try await withCommandFolder { folder in
            try await folder.prepare("migrate")
            try await folder.execute(
                """
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(Self.count))
                INSERT INTO events (at, kind, actor_kind, actor_name, detail)
                SELECT 1795442400000 + i, 'setting_changed', 'operator', 'ada', 'event ' || i FROM n
                """, on: folder.database)
            let target = folder.url.appending(path: "exports")
            try FileManager.default.createDirectory(at: target, withIntermediateDirectories: false)
            let arguments = ["events", "export", target.path, "--database", folder.database]
            for files in 1...2 {
                try await ChildProcess.with(BuiltProgram.path, arguments, environment: folder.environment) { export in
                    try await until { try Self.files(in: target).count >= files }
                    export.kill()
                    _ = try await export.outcome(timeout: CommandFolder.patience)
                }
            }
            let last = try await folder.slipway("events", "export", target.path)
            #expect(last.status == .exited(0), "\(last.errors)")
            let lines = try Self.files(in: target).flatMap { name in
                try String(contentsOf: target.appending(path: name), encoding: .utf8).split(separator: "\n")
            }
            let ids = try lines.map { line in
                try #require(try JSONObject(String(line))["id"] as? Int)
            }
            #expect(ids == Array(1...Self.count))
        }
    }

    @Test func `An export says what it has written, and that nothing is left`() async throws {
        try await withCommandFolder { folder in
            try await folder.prepare("organizations", "create", "--name", "acme")
            try FileManager.default.createDirectory(
                at: folder.url.appending(path: "exports"), withIntermediateDirectories: false)
            let first = try await folder.slipway("events", "export", folder.path("exports"), "--json")
            let document = try JSONObject(first.output)
            #expect(document["exported"] as? Int == 1)
            let file = try #require((document["files"] as? [[String: Any]])?.first?["path"] as? String)
            let event = try JSONObject(try String(contentsOfFile: file, encoding: .utf8))
            #expect(event["kind"] as? String == "organization_created")
            let second = try await folder.slipway("events", "export", folder.path("exports"))
            #expect(second == .init(status: .exited(0), output: "no event is left to export\n", errors: ""))
            let refused = try await folder.slipway("events", "export", folder.path("none"))
            #expect(refused.status == .exited(2) && refused.errors.contains("none is not a folder; make it first"))
        }
    }

    private static func files(in folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".jsonl") }.sorted()
    }
}
