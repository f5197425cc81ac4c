import GRDB
import PostgresRepository
import SQLiteRepository
import SlipwayCore
import TestSupport
import Testing

/// `0007 version keys`, over releases that older programs have stored.
@Suite struct VersionKeyTests {
    /// More than two chunks, and among them versions that are equal.
    private static let versions = (0..<1_200).map { "1.\($0).0" } + ["2.0.0-rc.1", "2.0.0+b", "2.0.0", "2.0.0+a"]

    @Test func `an upgraded file has the key of every version, and lists those that are equal before and after`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "old.db").path
            try SQLiteRepository.makeOlderFile(at: path, migrations: 5)
            let queue = try DatabaseQueue.patient(path: path)
            try await queue.write { try $0.execute(sql: Self.insertion("0", of: Self.versions)) }
            let equal = { try SQLiteRepository.equalReleases(path: path).map { $0.map(\.version) } }
            #expect(try equal() == [["2.0.0+b", "2.0.0", "2.0.0+a"]])
            try SQLiteRepository.migrate(path: path)
            let keys = try await queue.read { connection in
                try Row.fetchAll(connection, sql: "SELECT version, precedence_key FROM firmware_releases ORDER BY id")
                    .map { [$0[0] as String, $0[1] as String] }
            }
            #expect(keys == Self.versions.map { [$0, FirmwareVersion($0)?.sortKey ?? ""] })
            #expect(try equal() == [["2.0.0+b", "2.0.0", "2.0.0+a"]])
            try queue.close()
        }
    }

    @Test func `a PostgreSQL that is upgraded has the key of every version, and of what an old server adds`()
        async throws
    {
        try await withPostgres { _, _, database in
            try await database.makeOlder(migrations: 5)
            try await database.console.run(Self.insertion("now()", of: Self.versions))
            let equal = {
                try await PostgresRepository.equalReleases(database.location(), logger: .quiet).map {
                    $0.map(\.version)
                }
            }
            #expect(try await equal() == [["2.0.0+b", "2.0.0", "2.0.0+a"]])
            try await PostgresRepository.migrate(database.location(), logger: .quiet)
            let added = ["2.0.0+c", "3.0.0-rc.1", "3.0.0"]
            try await database.console.run(Self.insertion("now()", of: added))
            let keys = try await database.console.run(
                "SELECT version, precedence_key FROM firmware_releases ORDER BY id")
            #expect(keys == (Self.versions + added).map { [$0, FirmwareVersion($0)?.sortKey ?? ""] })
            #expect(try await equal() == [["2.0.0+b", "2.0.0", "2.0.0+a", "2.0.0+c"]])
        }
    }

    @Test func `PostgreSQL makes the same keys as Swift does, of versions and of what is none`() async throws {
        try await withPostgres { _, _, database in
            var generator = SeededGenerator(seed: 7)
            let texts = Set((0..<3_000).map { _ in Self.text(using: &generator) }).sorted()
            let list = texts.map { "('\($0)')" }.joined(separator: ", ")
            let keys = try await database.console.run(
                """
                SELECT text, COALESCE(firmware_version_key(text), 'none')
                FROM (VALUES \(list)) AS texts (text)
                ORDER BY text COLLATE "C"
                """)
            let expected = texts.map { [$0, FirmwareVersion($0)?.sortKey ?? "none"] }
            #expect(keys.count == expected.count)
            for (key, own) in zip(keys, expected) where key != own { Issue.record("\(key) is \(own) in Swift") }
            let comparable = texts.count { FirmwareVersion($0) != nil }
            #expect(comparable > 500 && comparable < texts.count - 500)
        }
    }

    /// As programs before the migration write them.
    private static func insertion(_ now: String, of versions: [String]) -> String {
        """
        INSERT INTO firmware_releases (
          version, version_key, release_channel, storage_path, checksum, sha1, md5, size_bytes, release_status,
          file_name, created_at, updated_at)
        VALUES \(versions.map { version in
            "('\(version)', '\(FirmwareVersion(version)?.earlierSortKey ?? "")', 'production', 'sha256:x', 'c', 'a', 'b', 1, "
                + "'approved', 'f.bin', \(now), \(now))"
        }.joined(separator: ",\n"))
        """
    }

    /// Few pieces, put together without care.
    private static func text(using generator: inout SeededGenerator) -> String {
        if Bool.random(using: &generator) {
            let pieces = [
                "v", "V", "1", "0", "00", "01", "10", "99", "2026", "-", "-", ".", ".", ".", "+", "a", "rc", "Z", "_",
                " ",
                "11", "12", "13", "31", "32", "23", "é", "1234567890123456789012345678901",
            ]
            return (0..<Int.random(in: 1...9, using: &generator)).map { _ in
                pieces.randomElement(using: &generator) ?? ""
            }.joined()
        }
        let numbers = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
            ["0", "1", "01", "10", "2026", "11", "007"].randomElement(using: &generator) ?? ""
        }
        let labels = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
            ["0", "01", "1", "11", "a", "a-b", "-", "0a", "1-1", "23"].randomElement(using: &generator) ?? ""
        }
        let separator = Int.random(in: 0...3, using: &generator) == 0 ? "-" : "."
        return ["", "v"][Int.random(in: 0...1, using: &generator)] + numbers.joined(separator: separator)
            + (labels.isEmpty ? "" : "-" + labels.joined(separator: "."))
            + ["", "+b.01", "+"][Int.random(in: 0...2, using: &generator)]
    }
}
