import ArgumentParser
import PostgresRepository
import SQLiteRepository
import SlipwayCore

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Create or upgrade the schema; safe to run twice and from two places at once.",
        discussion: """
            Examples:
              slipway migrate --database fleet.db
              slipway migrate --database postgres://db.example.com/fleet?sslmode=verify-full
              slipway migrate --database postgres://db.example.com/fleet?sslmode=verify-full --roles
            """
    )

    @OptionGroup var options: DatabaseOptions

    @Flag(help: "Only say which migrations are applied and which are missing.")
    var status = false

    @Flag(help: "Make two roles of PostgreSQL for dashboards as well: one reads the fleet, the other operates it.")
    var roles = false

    @Option(help: "What the names of these roles begin with; roles belong to all databases of a server.")
    var rolePrefix = "slipway"

    func validate() throws {
        if status, roles { throw ValidationError("--status changes nothing; leave out --roles") }
    }

    func run() async throws {
        switch try options.location() {
        case .file(let path), .defaultFile(let path):
            if roles {
                throw InputError(message: "roles are of PostgreSQL; who may open \(path) its permissions say")
            }
            if status {
                list(try SQLiteRepository.migrations(path: path))
            } else {
                report(try SQLiteRepository.migrate(path: path), of: path)
            }
        case .server(let location):
            let (limits, logger) = (options.limits(), options.logger)
            if status {
                list(try await PostgresRepository.migrations(location, limits: limits, logger: logger))
            } else {
                let made = roles ? try DatabaseRoles(prefix: rolePrefix) : nil
                let applied = try await PostgresRepository.migrate(
                    location, making: made, limits: limits, logger: logger)
                report(applied, of: location.description)
                if let made { report(made) }
            }
        }
    }

    private func report(_ roles: DatabaseRoles) {
        StandardError.print(
            """
            \(roles.reader) reads everything but the hashes of tokens; \(roles.operator) also does what dashboards and \
            commands do, but not the work of slipway serve. A login becomes one of them by:
            """)
        for name in [roles.reader, roles.operator] { StandardOutput.print("GRANT \(name) TO some_login;") }
    }

    private func list(_ migrations: [MigrationStatus]) {
        for migration in migrations {
            StandardOutput.print("\(migration.isApplied ? "applied" : "missing")  \(migration.name)")
        }
    }

    private func report(_ applied: [String], of place: String) {
        StandardError.print(
            applied.isEmpty
                ? "\(place) is up to date" : "\(place) is ready: applied \(applied.joined(separator: ", "))")
    }
}
