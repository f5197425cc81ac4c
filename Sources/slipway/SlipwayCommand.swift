import ArgumentParser
import Glibc
import SlipwayCore

/// The one executable; each subcommand parses, builds what it needs, and runs it.
@main
struct SlipwayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "A terminal dashboard for fleet updates, with the service behind it.",
        discussion: """
            Without a subcommand the dashboard opens. A first look, with a fleet that lives while you watch:

              slipway demo
            """,
        version: version,
        subcommands: [
            DashboardCommand.self, StatusCommand.self, DemoCommand.self, ServeCommand.self, SimulateCommand.self,
            MigrateCommand.self, OrganizationsCommand.self, DevicesCommand.self, FirmwareCommand.self,
            RolloutsCommand.self, TemplatesCommand.self, BatchesCommand.self, SessionsCommand.self, UpdatesCommand.self,
            EventsCommand.self,
            TokensCommand.self,
            SettingsCommand.self, ThemesCommand.self, AuditCommand.self,
        ],
        defaultSubcommand: DashboardCommand.self
    )

    static let name = "slipway"
    private static let version = "0.1.0"

    static func main() async {
        // For the parser to make out a command takes several times as long as to start the program.
        if CommandLine.arguments.dropFirst() == ["--version"] {
            puts(version)
            return
        }
        do {
            var command = try parsed()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            ExitStatus.end(after: error)
        }
    }

    /// To make out a command, the parser looks at every other: those that a person waits for are tried by themselves. What
    /// one does not understand, and its help, is left to the whole, which says what is wrong. They name it as their super
    /// command, so that the parser does not look for a request for a completion script before all else.
    private static func parsed() throws -> any ParsableCommand {
        let arguments = CommandLine.arguments.dropFirst()
        let awaited: [any ParsableCommand.Type] = [DashboardCommand.self, StatusCommand.self]
        guard let named = awaited.first(where: { $0.configuration.commandName == arguments.first }),
            let command = try? named.parseAsRoot(Array(arguments.dropFirst())), type(of: command) == named
        else { return try parseAsRoot() }
        return command
    }
}
