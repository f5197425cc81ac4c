/// What keys do on every screen.
package enum GlobalCommand: Hashable, Sendable, CaseIterable {
    case command, help, leave, up, back, earlier, later, timeStyle, freeze, repaint, interrupt, suspend

    package static let keys: KeyTable<GlobalCommand> = [
        KeyBinding(.command, ":", help: "type a command", hint: "command"),
        KeyBinding(.help, "?", .function(1), help: "this help", hint: "help"),
        KeyBinding(.leave, "q", help: "one level up; at home quit", hint: "quit"),
        KeyBinding(.up, .escape, help: "one level up"),
        KeyBinding(.back, "-", help: "the screen that was shown before this one; again, this one"),
        KeyBinding(.earlier, "[", help: "the screen that a command opened before this one"),
        KeyBinding(.later, "]", help: "forth again"),
        KeyBinding(.timeStyle, "t", help: "times in UTC, local or relative"),
        KeyBinding(.freeze, "f", help: "freeze the data on the screen, and thaw it"),
        KeyBinding(.repaint, .control("l"), help: "paint everything again"),
        KeyBinding(.interrupt, .control("c"), help: "cancel what is loading; twice within a second quits"),
        KeyBinding(.suspend, .control("z"), help: "suspend to the shell"),
    ]

    static let guide = keys.guide
}
