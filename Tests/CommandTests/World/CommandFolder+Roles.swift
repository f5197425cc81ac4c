import TestSupport
import Testing

extension CommandFolder {
    /// The same folder for somebody who logs in as a member of a role.
    func login(_ name: String, in role: String, on database: PostgresDatabase) async throws -> CommandFolder {
        CommandFolder(url: url, database: try await PostgresLogin.make(name, in: role, on: database).url)
    }
}

/// Three devices that may be updated to 2.0.0 in a database of PostgreSQL with both roles, as their owner sees them.
func withRoles(
    on database: PostgresDatabase, _ body: (CommandFolder, PostgresDatabase) async throws -> Void
) async throws {
    try await withTemporaryFolder { url in
        let folder = CommandFolder(url: url, database: database.url)
        try await folder.prepare("migrate", "--roles")
        try await folder.prepareFleet(devices: 3)
        try await body(folder, database)
    }
}

func withRoles(_ body: (CommandFolder, PostgresDatabase) async throws -> Void) async throws {
    try await withPostgres { _, _, database in try await withRoles(on: database, body) }
}
