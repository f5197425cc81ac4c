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
    case needsWorker(Bool)
    case setOrganization(SafeText, isProduction: Bool)
    /// To the terminal's clipboard (OSC 52).
    case copy(SafeText)
}
