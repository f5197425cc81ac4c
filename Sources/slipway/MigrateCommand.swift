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
            """
    )

    @OptionGroup var options: DatabaseOptions

    @Flag(help: "Only say which migrations are applied and which are missing.")
    var status = false

    func run() async throws {
        switch try options.location() {
        case .file(let path), .defaultFile(let path):
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
                let applied = try await PostgresRepository.migrate(location, limits: limits, logger: logger)
                report(applied, of: location.description)
            }
        }
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
