import GRDB
import PostgresRepository
import SQLiteRepository
import SlipwayCore
import TestSupport
import Testing

/// What `0006 manifest` leaves allowed: a database that is in use approves as it did, one that is made now does not.
@Suite struct BareSignatureUpgradeTests {
    /// What was done in a database before the upgrade.
    enum Past: CaseIterable {
        case nothing, organization, release, event, key

        var isInUse: Bool { self != .nothing }

        /// - Parameter now: an instant, as the database writes it.
        func sql(now: String) -> String {
            switch self {
            case .nothing: "SELECT 1"
            case .organization:
                """
                INSERT INTO organizations (name, display_name, environment, device_limit, created_at, updated_at)
                VALUES ('acme', 'acme', 'staging', 1, \(now), \(now))
                """
            case .release:
                """
                INSERT INTO firmware_releases (
                  version, version_key, release_channel, storage_path, checksum, sha1, md5, size_bytes, release_status,
                  file_name, created_at, updated_at)
                VALUES ('1.0.0', '1', 'alpha', 'x', 'x', 'x', 'x', 1, 'draft', 'x', \(now), \(now))
                """
            case .event:
                """
                INSERT INTO events (at, kind, actor_kind, actor_name, detail)
                VALUES (\(now), 'batch_created', 'operator', 'ada', '')
                """
            case .key: "INSERT INTO settings (key, value) VALUES ('signing_key:release', 'key')"
            }
        }
    }

    @Test(arguments: Past.allCases)
    func `a file that is in use keeps bare signatures allowed`(past: Past) async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "old.db").path
            try SQLiteRepository.makeOlderFile(at: path, migrations: 5)
            let queue = try DatabaseQueue.patient(path: path)
            try await queue.write { try $0.execute(sql: past.sql(now: "0")) }
            try queue.close()
            #expect(try SQLiteRepository.migrate(path: path).applied.first == "0006 manifest")
            try await expect(past, in: try SQLiteRepository.open(path: path, clock: { .example }))
        }
    }

    @Test(arguments: Past.allCases)
    func `a PostgreSQL that is in use keeps bare signatures allowed`(past: Past) async throws {
        try await PostgresCluster.shared.withDatabase { database in
            try await database.makeOlder(migrations: 5)
            try await database.console.run(past.sql(now: "now()"))
            let report = try await PostgresRepository.migrate(database.location(), logger: .quiet)
            #expect(report.applied.first == "0006 manifest")
            try await expect(past, in: try await database.open(clock: nil))
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `what is made now refuses them`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            try await expect(.nothing, in: world.repository)
        }
    }

    private func expect(_ past: Past, in repository: any Repository) async throws {
        let (settings, isRequired) = try await repository.read {
            (try $0.settingValues(), try $0.requiresSignatures())
        }
        #expect(settings.allowsBareSignatures == past.isInUse)
        #expect(isRequired == (past == .key))
    }
}
