import ArgumentParser
import SQLiteRepository

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Create or upgrade the schema; safe to run twice and from two places at once.",
        discussion: "Example: slipway migrate --database fleet.db"
    )

    @OptionGroup var options: DatabaseOptions

    @Flag(help: "Only say which migrations are applied and which are missing.")
    var status = false

    func run() async throws {
        let path = try options.location().path
        if status {
            for migration in try SQLiteRepository.migrations(path: path) {
                StandardOutput.print("\(migration.isApplied ? "applied" : "missing")  \(migration.name)")
            }
        } else {
            let applied = try SQLiteRepository.migrate(path: path)
            StandardError.print(
                applied.isEmpty
                    ? "\(path) is up to date" : "\(path) is ready: applied \(applied.joined(separator: ", "))")
        }
    }
}
