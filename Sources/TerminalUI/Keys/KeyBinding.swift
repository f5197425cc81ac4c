/// Keys, the command they give, and what help and the hint line say of it.
package struct KeyBinding<Command: Hashable & Sendable>: Sendable {
    package var command: Command
    package var keys: [Key]
    /// One or two words for the hint line; nil leaves it out there.
    package var hint: SafeText?
    /// Why the command is not possible now: shown instead of doing it.
    package var disabledReason: SafeText?
    private let makeHelp: @Sendable () -> SafeText

    /// A sentence for the help overlay; made only where it is asked for: most screens that bind keys never show it.
    package var help: SafeText { makeHelp() }

    package init(
        _ command: Command, _ keys: Key..., help: @autoclosure @escaping @Sendable () -> SafeText,
        hint: SafeText? = nil, disabledReason: SafeText? = nil
    ) {
        self.init(command, keys: keys, hint: hint, disabledReason: disabledReason, makeHelp: help)
    }

    package init(
        _ command: Command, keys: [Key], help: @autoclosure @escaping @Sendable () -> SafeText,
        hint: SafeText? = nil, disabledReason: SafeText? = nil
    ) {
        self.init(command, keys: keys, hint: hint, disabledReason: disabledReason, makeHelp: help)
    }

    private init(
        _ command: Command, keys: [Key], hint: SafeText?, disabledReason: SafeText?,
        makeHelp: @escaping @Sendable () -> SafeText
    ) {
        self.command = command
        self.keys = keys
        self.hint = hint
        self.disabledReason = disabledReason
        self.makeHelp = makeHelp
    }

    /// The same keys giving another command.
    package func giving<Other>(_ command: Other) -> KeyBinding<Other> {
        KeyBinding<Other>(command, keys: keys, hint: hint, disabledReason: disabledReason, makeHelp: makeHelp)
    }

    package func disabled(_ reason: SafeText?) -> KeyBinding {
        var binding = self
        binding.disabledReason = reason
        return binding
    }
}
