import TerminalUI

/// What the person and the environment ask of the terminal.
package struct TerminalOptions: Sendable {
    package var environment: [String: String]
    /// Nil lets the locale decide.
    package var glyphs: GlyphSet?
    package var theme: Theme
    /// Where standard error goes while the screen is up; nil leaves it, which spoils the screen.
    package var errorLog: String?

    package init(environment: [String: String], glyphs: GlyphSet? = nil, theme: Theme, errorLog: String?) {
        self.environment = environment
        self.glyphs = glyphs
        self.theme = theme
        self.errorLog = errorLog
    }

    /// Milliseconds that a lone Esc waits for the rest of a sequence: a slow link splits arrow keys.
    var escapeDelay: Int {
        if let given = environment["ESCDELAY"].flatMap(Int.init), given > 0 { return min(given, 5_000) }
        return environment["SSH_CONNECTION"] == nil ? 100 : 300
    }

    /// The locale variables ask for UTF-8, whether or not this machine has that locale.
    var asksForUTF8: Bool {
        let names = ["LC_ALL", "LC_CTYPE", "LANG"]
        let value = names.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let lower = value.lowercased()
        return lower.contains("utf-8") || lower.contains("utf8")
    }
}

/// Why no dashboard can be shown; `slipway status` can be read instead.
package enum TerminalUnavailable: Error, Hashable, Sendable {
    case notATerminal
    /// `TERM=dumb`, or no terminal type that ncurses can move the cursor on.
    case dumb(type: String)
    case systemFault(code: Int32)
}
