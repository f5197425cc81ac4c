/// What can be typed after `:`.
package struct NamedCommand: Sendable {
    package let name: String
    package let aliases: [String]
    package let help: SafeText
    package let run: @Sendable (_ argument: String) -> Outcome

    package enum Outcome: Sendable {
        /// Above home, replacing what is there now.
        case open(AnyScreen)
        /// Back to the first screen.
        case home
        /// For the screen that is shown.
        case order(String)
        case flash(Flash)
        case setPollInterval(milliseconds: Int64)
        case setTheme(String)
        case record(RecordingOrder)
        case quit
    }

    package init(
        _ name: String, aliases: [String] = [], help: SafeText, run: @escaping @Sendable (String) -> Outcome
    ) {
        self.name = name
        self.aliases = aliases
        self.help = help
        self.run = run
    }
}
