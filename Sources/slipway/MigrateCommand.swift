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

    @Flag(help: "Only say which migrations are applied or missing, and which releases have equal versions.")
    var status = false

    @Flag(help: "Only print the SQL of every migration.")
    var script = false

    @Flag(help: "Make two roles of PostgreSQL for dashboards as well: one reads the fleet, the other operates it.")
    var roles = false

    @Option(help: "What the names of these roles begin with; roles belong to all databases of a server.")
    var rolePrefix = "slipway"

    func validate() throws {
        if status, roles { throw ValidationError("--status changes nothing; leave out --roles") }
        if script, status || roles { throw ValidationError("--script only prints; leave out --status and --roles") }
    }

    func run() async throws {
        switch try options.location() {
        case .file(let path), .defaultFile(let path):
            if roles {
                throw InputError(message: "roles are of PostgreSQL; who may open \(path) its permissions say")
            }
            if script {
                print(SQLiteRepository.releasedMigrations.map(\.sql))
            } else if status {
                list(try SQLiteRepository.migrations(path: path), try SQLiteRepository.equalReleases(path: path))
            } else {
                report(try SQLiteRepository.migrate(path: path), of: path)
            }
        case .server(let location):
            let (limits, logger) = (options.limits(), options.logger)
            if script {
                print(PostgresRepository.releasedMigrations.map(\.sql))
            } else if status {
                list(
                    try await PostgresRepository.migrations(location, limits: limits, logger: logger),
                    try await PostgresRepository.equalReleases(location, limits: limits, logger: logger))
            } else {
                let made = roles ? try DatabaseRoles(prefix: rolePrefix) : nil
                let migrated = try await PostgresRepository.migrate(
                    location, making: made, limits: limits, logger: logger)
                report(migrated, of: location.description)
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

    private func list(_ migrations: [MigrationStatus], _ equal: [[EqualRelease]]) {
        for migration in migrations {
            StandardOutput.print("\(migration.isApplied ? "applied" : "missing")  \(migration.name)")
        }
        for releases in equal {
            let names = releases.map(\.description).joined(separator: ", ")
            StandardOutput.print("equal    \(names): name each by its exact version or its id")
        }
    }

    private func print(_ scripts: [String]) {
        for line in scripts.joined(separator: "\n").split(separator: "\n", omittingEmptySubsequences: false) {
            StandardOutput.print(String(line))
        }
    }

    private func report(_ migrated: MigrationReport, of address: String) {
        let applied = migrated.applied.joined(separator: ", ")
        // The way to see that a path was misspelt.
        if migrated.isNew { StandardError.print("new database \(address)") }
        StandardError.print(applied.isEmpty ? "\(address) is up to date" : "\(address) is ready: applied \(applied)")
        if !migrated.kept.isEmpty {
            StandardError.print("added by hand, and kept: \(migrated.kept.joined(separator: ", "))")
        }
        if !migrated.faults.isEmpty {
            StandardError.print(
                "the schema was altered by hand, and the next upgrade will refuse it; \(migrated.faults.remedy); "
                    + migrated.faults.message)
        }
        if !migrated.isCompared {
            StandardError.print(
                "what was altered by hand is not known: to compare, the user needs CREATE on the database")
        }
    }
}
