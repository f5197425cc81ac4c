import Logging
import PostgresRepository
import SlipwayCore

/// A login of a database that is a member of one role, or of none.
package struct PostgresLogin: Sendable {
    package let name: String
    private let database: PostgresDatabase

    /// - Parameters:
    ///   - suffix: of its name, which is of this database alone, while roles are of the whole server.
    ///   - role: the name of what it is a member of.
    package static func make(
        _ suffix: String, in role: String? = nil, on database: PostgresDatabase
    ) async throws -> PostgresLogin {
        let name = "\(database.name)_\(suffix)"
        try await database.console.run("CREATE ROLE \(name) LOGIN")
        if let role { try await database.console.run("GRANT \(role) TO \(name)") }
        return PostgresLogin(name: name, database: database)
    }

    /// For `--database`.
    package var url: String { "postgres://\(name)@/\(database.name)?host=\(database.server.folder.path)" }

    package var console: PostgresConsole {
        PostgresConsole("host=\(database.server.folder.path) user=\(name) dbname=\(database.name)")
    }

    package func repository() throws -> PostgresRepository {
        PostgresRepository(try PostgresLocation(url), logger: .quiet)
    }
}
