/// Keys, the command they give, and what help and the hint line say of it.
package struct KeyBinding<Command: Hashable & Sendable>: Sendable {
    package var command: Command
    package var keys: [Key]
    /// A sentence for the help overlay.
    package var help: SafeText
    /// One or two words for the hint line; nil leaves it out there.
    package var hint: SafeText?
    /// Why the command is not possible now: shown instead of doing it.
    package var disabledReason: SafeText?

    package init(
        _ command: Command, _ keys: Key..., help: SafeText, hint: SafeText? = nil, disabledReason: SafeText? = nil
    ) {
        self.init(command, keys: keys, help: help, hint: hint, disabledReason: disabledReason)
    }

    package init(
        _ command: Command, keys: [Key], help: SafeText, hint: SafeText? = nil, disabledReason: SafeText? = nil
    ) {
        self.command = command
        self.keys = keys
        self.help = help
        self.hint = hint
        self.disabledReason = disabledReason
    }

    package func disabled(_ reason: SafeText?) -> KeyBinding {
        var binding = self
        binding.disabledReason = reason
        return binding
    }
}
