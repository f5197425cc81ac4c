/// Why no dashboard can be shown; `slipway status` can be read instead.
package enum TerminalUnavailable: Error, Hashable, Sendable {
    case notATerminal
    /// `TERM=dumb`, or no terminal type that ncurses can move the cursor on.
    case dumb(type: String)
    case systemFault(code: Int32)
}
