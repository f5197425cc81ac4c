import SlipwayCore
import TerminalUI

/// What can be typed after `:`, a line a screen.
enum ScreenRegistry {
    static func commands(reads: DashboardReads, interval: Int64, themes: ThemeCatalog) -> [NamedCommand] {
        [
            NamedCommand("rollouts", aliases: ["batches"], help: "home: all rollouts") { _ in .home },
            NamedCommand("batch", help: "one batch, live, by its id") { batch($0, reads: reads, interval: interval) },
            NamedCommand("theme", help: "another theme, by its name") { theme($0, themes: themes) },
        ]
    }

    private static func batch(_ argument: String, reads: DashboardReads, interval: Int64) -> NamedCommand.Outcome {
        guard let number = Int64(argument) else { return .flash(.warning("which one? For example :batch 7")) }
        return .open(AnyScreen(BatchLiveScreen(UpdateBatch.ID(number), reads: reads, interval: interval)))
    }

    private static func theme(_ argument: String, themes: ThemeCatalog) -> NamedCommand.Outcome {
        guard themes.names.contains(argument) else {
            return .flash(.warning("the themes are " + SafeText(themes.names.joined(separator: ", "))))
        }
        return .setTheme(argument)
    }
}
