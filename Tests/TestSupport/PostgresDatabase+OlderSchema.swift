@testable import PostgresRepository

extension PostgresDatabase {
    /// Makes the schema anew, as a program did that knew only the first `count` migrations.
    ///
    /// - Parameter owner: whose it is; none for the owner of the database.
    package func makeOlder(migrations count: Int, owner: PostgresLogin? = nil) async throws {
        let authorization = owner.map { "AUTHORIZATION \($0.name)" } ?? ""
        try await console.run("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public \(authorization)")
        let console = owner?.console ?? console
        for migration in PostgresRepository.releasedMigrations.prefix(count) {
            try await console.run(SchemaMigrator.ledger)
            try await console.run(migration.sql)
            try await console.run(
                "INSERT INTO schema_migrations VALUES (\(migration.number), '\(migration.name)')")
        }
    }
}
