import ArgumentParser
import Foundation
import SlipwayAPI
import TerminalUI

struct ThemesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "themes",
        abstract: "Themes of the dashboard: list them, check one.",
        subcommands: [List.self, Check.self],
        defaultSubcommand: List.self
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the themes by name: those that are built in, and your own.",
            discussion: """
                Your own are the files NAME.yaml in $XDG_CONFIG_HOME/slipway/themes. One of them hides the theme of its \
                name that is built in.

                Example: slipway themes
                """)

        @OptionGroup var output: OutputOptions

        func run() throws {
            let (catalog, own) = ThemeFolder.catalog(environment: ProcessInfo.processInfo.environment)
            let themes = catalog.names.map { name in
                ListedTheme(name: name, file: own[name], faults: catalog.faults(named: name).count)
            }
            if output.json {
                return try StandardOutput.print(json: ListAnswer(plural: "themes", records: themes, nextCursor: nil))
            }
            StandardOutput.print(
                table: ["NAME", "FAULTS", "FROM"],
                rows: themes.map { [$0.name, String($0.faults), $0.file ?? "built in"] })
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Say everything that is wrong with a theme, by line and role.",
            discussion: """
                The dashboard shows a faulty theme as far as it is understood. Here one fault is enough for exit status \
                2: a word that is not understood, text in the colour of its background, a contrast below 4.5 to 1.

                Example: slipway themes check ~/.config/slipway/themes/mine.yaml
                """)

        @Argument(help: "Its file.") var file: String

        func run() throws {
            var (catalog, _) = ThemeFolder.catalog(environment: ProcessInfo.processInfo.environment)
            try ThemeFolder.add(file, to: &catalog)
            let faults = catalog.faults(named: file)
            for fault in faults { StandardError.print("\(fault)") }
            guard faults.isEmpty else { throw ExitStatusError(status: .refused) }
            StandardOutput.print("\(file): nothing is wrong")
        }
    }
}

private struct ListedTheme: Encodable, Sendable {
    let name: String
    /// None where it is built in.
    let file: String?
    let faults: Int
}
