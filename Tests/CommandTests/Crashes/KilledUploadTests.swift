import Foundation
import SlipwayCore
import TestSupport
import Testing

/// The real server, killed while a firmware file arrives.
@Suite(.timeLimit(.minutes(5))) struct KilledUploadTests {
    @Test func `a server that is killed in the middle of an upload leaves neither a file nor a release`() async throws {
        try await withCommandFolder { folder in
            let spool = folder.url.appending(path: "spool")
            try FileManager.default.createDirectory(at: spool, withIntermediateDirectories: false)
            let file = try folder.write(Data(repeating: 7, count: 4 << 20), to: "gateway.bin")
            let created = try await folder.slipway(
                "tokens", "create", "--description", "ci", "--scope", "firmware:write")
            let token = created.output.trimmingCharacters(in: .whitespacesAndNewlines)
            let server = try await ServerProcess.start(
                on: folder.database, environment: folder.environment.merging(["TMPDIR": spool.path]) { $1 })
            defer { server.kill() }

            let upload = [
                "curl", "-K", "-", "-sS", "--noproxy", "*", "--limit-rate", "100k", "-F", "version=3.1.0", "-F",
                "firmware=@\(file)", "http://127.0.0.1:\(server.port)/api/v2/firmware/upload",
            ]
            let secret = "header = \"Authorization: Bearer \(token)\"\n"
            try await ChildProcess.with("/usr/bin/env", upload, input: secret) { client in
                try await until(every: .milliseconds(1)) {
                    try NamelessFiles.sizes(in: spool.path, of: server.identifier).contains { $0 > 0 }
                }
                server.kill()
                #expect(try await client.outcome(timeout: .seconds(60)).status != .exited(0))
            }

            #expect(try FileManager.default.contentsOfDirectory(atPath: spool.path) == [])
            let releases = try await folder.repository().read { reader in
                try reader.page(of: FirmwareQuery(), in: .all, at: .first, limit: 9).rows
            }
            #expect(releases == [])
        }
    }
}
