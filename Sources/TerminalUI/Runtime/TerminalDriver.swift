/// A terminal as the loop sees it: ncurses in the program, a list of frames in a test.
package protocol TerminalDriver: Sendable {
    /// From now on passes on what arrives together, and first what has arrived before; call it once.
    func deliver(to receive: @escaping @Sendable ([TerminalEvent]) -> Void) async
    func size() async -> Size
    /// Shows the frame, writing only what differs from the last one.
    func paint(_ frame: Frame) async
    /// Makes the next paint write everything.
    func forgetScreen() async
    /// Says whether text is being typed, for the guess at pastes.
    func setAcceptsText(_ acceptsText: Bool) async
    func setTheme(_ theme: Theme) async
    func copy(_ text: SafeText) async
    /// Gives the terminal back, stops the process, and returns after it continues.
    func suspend() async
    /// Gives the terminal to an editor, and returns what it saved once it has ended.
    func edit(_ text: EditorText) async -> EditorText.Outcome
    /// Leaves the terminal as it was found; what comes later is ignored.
    func close() async
}

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
