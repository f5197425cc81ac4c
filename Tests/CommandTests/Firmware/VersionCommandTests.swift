import GRDB
import SQLiteRepository
import SlipwayCore
import TestSupport
import Testing

/// Versions as fleets spell them, from the command line.
@Suite(.timeLimit(.minutes(5))) struct VersionCommandTests {
    @Test func `Releases that older programs made equal are listed, and named by their ids`() async throws {
        try await withTemporaryCommandFolder { folder in
            try SQLiteRepository.makeOlderFile(at: folder.database, migrations: 5)
            let queue = try DatabaseQueue.patient(path: folder.database)
            try await queue.write { connection in
                for version in ["1.2.3+a", "1.2.3+b", "2.0.0"] {
                    try connection.execute(
                        sql: """
                            INSERT INTO firmware_releases (
                              version, version_key, release_channel, storage_path, checksum, sha1, md5, size_bytes,
                              release_status, file_name, created_at, updated_at)
                            VALUES (?, 'key', 'alpha', 'sha256:x', 'c', 'a', 'b', 1, 'draft', 'f.bin', 0, 0)
                            """, arguments: [version])
                }
            }
            try queue.close()
            let line = "equal    1.2.3+a (id:1), 1.2.3+b (id:2): name each by its exact version or its id\n"
            #expect(try await folder.slipway("migrate", "--status").output.hasSuffix(line))
            try await folder.prepare("migrate")
            #expect(try await folder.slipway("migrate", "--status").output.hasSuffix(line))

            let ambiguous = try await folder.slipway("firmware", "promote", "v1.2.3", "testing")
            #expect(
                ambiguous
                    == .init(
                        status: .exited(2), output: "",
                        errors: "slipway: several releases are v1.2.3: 1.2.3+a (id:1), 1.2.3+b (id:2); name one by its "
                            + "exact version or its id [FIRMWARE_016]\n"))
            try await folder.prepare("firmware", "promote", "id:2", "testing")
            for (name, status) in [("1.2.3+b", "testing"), ("1.2.3+a", "draft"), ("v2", "draft")] {
                let shown = try JSONObject(try await folder.slipway("firmware", "show", name, "--json").output)
                #expect(shown["release_status"] as? String == status)
            }
        }
    }

    @Test func `A dry run names the versions that cannot be compared, apart from those below the minimum`() async throws
    {
        try await withCommandFolder { folder in
            try await folder.prepareFleet(devices: 6)
            let file = try folder.write("firmware 3", to: "next.bin")
            try await folder.prepare("firmware", "upload", file, "--version", "v3.0", "--minimum-version", "1.0")
            for status in ["testing", "approved"] { try await folder.prepare("firmware", "promote", "3.0.0", status) }
            let queue = try DatabaseQueue.patient(path: folder.database)
            try await queue.write { connection in
                for (number, version) in ["build-7", "build-7", "v1.2", "0.9", "2026.01", "v3.0.0"].enumerated() {
                    try connection.execute(
                        sql: "UPDATE devices SET firmware_version = ? WHERE device_uid = ?",
                        arguments: [version, CommandFolder.uid(number + 1)])
                }
            }
            try queue.close()
            let arguments = ["batches", "create", "--name", "n", "--organization", "acme", "--dry-run", "--database"]
            let bound = try await folder.run(arguments + [folder.database, "--firmware", "3"])
            #expect(bound.output.hasPrefix("dry run: 2 devices would update to v3.0; nothing was created\n"))
            #expect(
                bound.errors == """
                    left out, already on this version: 1 (gw-006)
                    left out, below the minimum version: 1 (gw-004)
                    left out, with no comparable version: 2 (gw-001, gw-002)
                    for 1 devices this is a downgrade
                    2 devices report a version that cannot be compared (build-7): 2 left out

                    """)
            let free = try JSONObject(
                try await folder.run(arguments + [folder.database, "--firmware", "v2.0", "--json"]).output)
            let unknown = try #require(free["not_comparable"] as? [String: Any])
            #expect(unknown["will_update"] as? Int == 2 && unknown["left_out"] as? Int == 0)
            #expect(unknown["examples"] as? [String] == ["build-7"])
            #expect(free["downgrades"] as? Int == 2)
        }
    }
}
