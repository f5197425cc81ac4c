import GRDB

@testable import SQLiteRepository

extension SQLiteRepository {
    /// Makes a file as a program did that knew only the first `count` migrations.
    package static func makeOlderFile(at path: String, migrations count: Int) throws {
        let queue = try DatabaseQueue.patient(path: path)
        try queue.writeWithoutTransaction { connection in
            try connection.execute(sql: "PRAGMA journal_mode = WAL")
            let migrations = Array(releasedMigrations.prefix(count))
            _ = try SchemaMigrator(path: path, migrations: migrations).migrate(connection)
        }
        try queue.close()
    }
}
