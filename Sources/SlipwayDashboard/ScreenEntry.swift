import SlipwayCore
import TerminalUI

/// One screen as it is found: its name after `:`, its place in the line of tabs, how it opens.
struct ScreenEntry: Sendable {
    let name: String
    let aliases: [String]
    /// None for a screen that is not in the line of tabs.
    let tab: SafeText?
    let help: SafeText
    let open: @Sendable (_ argument: String, DashboardContext) -> NamedCommand.Outcome

    init(
        _ name: String, aliases: [String] = [], tab: SafeText?, help: SafeText,
        open: @escaping @Sendable (String, DashboardContext) -> NamedCommand.Outcome
    ) {
        self.name = name
        self.aliases = aliases
        self.tab = tab
        self.help = help
        self.open = open
    }

    /// A list; what follows its name is a filter.
    static func list<Source: ListSource>(
        _ name: String, tab: SafeText?, _ source: @escaping @Sendable (DashboardContext) -> Source
    ) -> ScreenEntry {
        ScreenEntry(name, tab: tab, help: "all " + SafeText(name) + ", or those of a filter") { line, context in
            let reading = FilterParser(of: Source.Order.self).read(line)
            if let fault = reading.faults.first { return .flash(.warning(SafeText(fault.description, limit: 300))) }
            return .open(AnyScreen(ListScreen(source(context), context: context, filter: reading.filter)))
        }
    }
}
