import ArgumentParser
import SlipwayCore

/// The one executable; each subcommand parses, builds what it needs, and runs it.
@main
struct SlipwayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slipway",
        abstract: "A terminal dashboard for fleet updates, with the service behind it.",
        discussion: """
            Without a subcommand the dashboard opens. A first look, with a fleet that lives while you watch:

              slipway demo
            """,
        version: "0.1.0",
        subcommands: [
            DashboardCommand.self, StatusCommand.self, DemoCommand.self, ServeCommand.self, SimulateCommand.self,
            MigrateCommand.self, OrganizationsCommand.self, DevicesCommand.self, FirmwareCommand.self,
            RolloutsCommand.self, BatchesCommand.self, SessionsCommand.self, UpdatesCommand.self, EventsCommand.self,
            TokensCommand.self,
            SettingsCommand.self, AuditCommand.self,
        ],
        defaultSubcommand: DashboardCommand.self
    )

    static func main() async {
        // For the parser to make out a command takes several times as long as to start the program.
        if CommandLine.arguments.dropFirst() == ["--version"] { return StandardOutput.print(configuration.version) }
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            ExitStatus.end(after: error)
        }
    }
}
