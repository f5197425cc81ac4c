/// What comes from a terminal.
package enum TerminalEvent: Hashable, Sendable {
    case key(Key)
    case paste(String)
    case resized(Size)
    /// Continued after a stop, or covered by another program's output: everything must be painted again.
    case disturbed
    /// Asked from outside to leave, as by SIGTERM or SIGHUP.
    case terminated
}
