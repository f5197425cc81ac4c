import SlipwayCore
import TerminalUI

/// The screens, a line each.
enum ScreenRegistry {
    static let entries = [
        ScreenEntry("rollouts", tab: "Rollouts", help: "home: all rollouts") { _, _ in .home },
        ScreenEntry.list("devices", tab: "Devices", DeviceList.init),
        ScreenEntry.list("organizations", tab: "Organizations", OrganizationList.init),
        ScreenEntry.list("firmware", tab: "Firmware", FirmwareList.init),
        ScreenEntry.list("sessions", tab: "Sessions", SessionList.init),
        ScreenEntry.list("events", tab: "Events", EventList.init),
        ScreenEntry.list("batches", tab: nil, BatchList.init),
        ScreenEntry.list("tokens", tab: nil, TokenList.init),
        ScreenEntry("rollout", tab: nil, help: "one rollout in waves, live, by its id", open: rollout),
        ScreenEntry("batch", tab: nil, help: "one batch, live, by its id", open: batch),
        ScreenEntry("log", tab: nil, help: "the messages of this dashboard, the latest first") { _, context in
            .open(AnyScreen(LogScreen(context: context)))
        },
        ScreenEntry("start", tab: nil, help: "a new rollout") { _, context in
            context.acts.refusal.map { .flash(.warning($0)) } ?? .open(RolloutForm.screen(context))
        },
        ScreenEntry("register", tab: nil, help: "new devices, any number of them") { _, context in
            context.acts.refusal.map { .flash(.warning($0)) } ?? .open(RegistrationForm.screen(context))
        },
        ScreenEntry("history", tab: nil, help: "of one device, by its uid") { uid, context in
            uid.isEmpty
                ? .flash(.warning("which one? For example :history gw-berlin-07"))
                : .open(AnyScreen(DeviceScreen(uid, context: context)))
        },
    ]

    /// ` [Rollouts] Devices  …`.
    static func tabLine(selecting name: String) -> StyledText { tabLines[name] ?? newTabLine(selecting: name) }

    /// They never change, and one is drawn at every key.
    private static let tabLines = Dictionary(
        entries.filter { $0.tab != nil }.map { ($0.name, newTabLine(selecting: $0.name)) }
    ) { first, _ in first }

    private static func newTabLine(selecting name: String) -> StyledText {
        let tabs = entries.filter { $0.tab != nil }
        guard let index = tabs.firstIndex(where: { $0.name == name }) else {
            return StyledText(" [" + SafeText(name) + "]", Style(.headerCrumb))
        }
        return Tabs(tabs.compactMap(\.tab), selected: index).line
    }

    /// The line that opens the screen before or after that one in the line of tabs.
    static func neighbour(of name: String, by step: Int) -> String {
        let tabs = entries.filter { $0.tab != nil }
        let index = tabs.firstIndex { $0.name == name } ?? 0
        return tabs[(index + step + tabs.count) % tabs.count].name
    }

    static func commands(context: DashboardContext, themes: ThemeCatalog) -> [NamedCommand] {
        entries.map { entry in
            NamedCommand(entry.name, aliases: entry.aliases, help: entry.help) { entry.open($0, context) }
        } + [
            NamedCommand(
                "export",
                help: "to a file: screen PATH, cast PATH until export stop; a filtered list as csv PATH or json PATH",
                run: export),
            NamedCommand("set", help: "interval 5: seconds between two polls", run: set),
            NamedCommand("theme", help: "another theme, by its name") { theme($0, themes: themes) },
        ]
    }

    private static func rollout(_ argument: String, context: DashboardContext) -> NamedCommand.Outcome {
        guard let number = Int64(argument) else { return .flash(.warning("which one? For example :rollout 7")) }
        return .open(
            AnyScreen(RolloutLiveScreen(Rollout.ID(number), name: "rollout \(number)", context: context)))
    }

    private static func batch(_ argument: String, context: DashboardContext) -> NamedCommand.Outcome {
        guard let number = Int64(argument) else { return .flash(.warning("which one? For example :batch 7")) }
        return .open(
            AnyScreen(
                BatchLiveScreen(UpdateBatch.ID(number), context: context)))
    }

    private static func export(_ argument: String) -> NamedCommand.Outcome {
        let parts = argument.split(separator: " ", maxSplits: 1).map(String.init)
        switch (parts.first, parts.dropFirst().first) {
        case ("screen", let path?): return .record(.snapshot(path: path))
        case ("cast", let path?): return .record(.begin(path: path))
        case ("stop", nil): return .record(.end)
        case ("screen", nil), ("cast", nil):
            return .flash(.warning("where to? For example :export " + SafeText(argument) + " ~/rollout.txt"))
        default: return .order(argument)
        }
    }

    private static func set(_ argument: String) -> NamedCommand.Outcome {
        let parts = argument.split(separator: " ")
        guard parts.count == 2, parts[0] == "interval", let seconds = Int64(parts[1]), (1...3_600).contains(seconds)
        else { return .flash(.warning("set what? For example :set interval 5, in seconds")) }
        return .setPollInterval(milliseconds: seconds * 1_000)
    }

    private static func theme(_ argument: String, themes: ThemeCatalog) -> NamedCommand.Outcome {
        guard themes.names.contains(argument) else {
            return .flash(.warning("the themes are " + SafeText(themes.names.joined(separator: ", "))))
        }
        return .setTheme(argument)
    }
}
