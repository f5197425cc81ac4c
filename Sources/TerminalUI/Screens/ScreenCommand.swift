/// What a screen wants done. The runtime does it; a test reads it.
package enum ScreenCommand<Message: Sendable>: Sendable {
    /// Reads something. A second load of that name cancels the first, ctrl-c cancels it, it ends with the screen, and a
    /// frozen screen gets its message only when it thaws. Milliseconds of `delay` debounce.
    case load(name: String, delay: Int64 = 0, work: @Sendable () async -> Message)
    /// Changes something: never cancelled, and its message always arrives while the screen is there.
    case act(@Sendable () async -> Message)
    case push(AnyScreen)
    case replace(AnyScreen)
    /// One level up; at home nothing.
    case pop
    /// As if typed after `:`.
    case run(String)
    case quit
    case flash(Flash)
    /// What a poll learned, for the header.
    case report(ConnectionState)
    /// Replaces those of the header.
    case badges([HeaderBadge])
    /// What else a poll learned that every screen should show; none where all is well.
    case remarks([HeaderBadge])
    /// Whether this program may change anything at the moment.
    case takesChanges(Bool)
    /// What is seen has changed by time alone; a tick that asks for nothing but loads leaves the screen as it is.
    case redraw
    /// To the terminal's clipboard (OSC 52).
    case copy(SafeText)
    /// Gives the terminal to an editor meanwhile.
    case edit(EditorText, done: @Sendable (EditorText.Outcome) -> Message)

    /// The same with another type of message.
    package func map<Other: Sendable>(
        _ transform: @escaping @Sendable (Message) -> Other
    ) -> ScreenCommand<Other> {
        switch self {
        case .load(let name, let delay, let work):
            .load(name: name, delay: delay, work: { transform(await work()) })
        case .act(let work): .act { transform(await work()) }
        case .push(let screen): .push(screen)
        case .replace(let screen): .replace(screen)
        case .pop: .pop
        case .run(let line): .run(line)
        case .quit: .quit
        case .flash(let flash): .flash(flash)
        case .report(let state): .report(state)
        case .badges(let badges): .badges(badges)
        case .remarks(let remarks): .remarks(remarks)
        case .takesChanges(let takes): .takesChanges(takes)
        case .redraw: .redraw
        case .copy(let text): .copy(text)
        case .edit(let text, let done): .edit(text, done: { transform(done($0)) })
        }
    }
}
