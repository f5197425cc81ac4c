/// A screen of any type, for the stack.
package struct AnyScreen: Sendable {
    private var box: any ErasedScreen

    package init(_ screen: some Screen) { box = ScreenBox(screen: screen) }

    /// The screen itself where it is of that type: for tests.
    package func unwrap<S: Screen>(_ type: S.Type) -> S? { (box as? ScreenBox<S>)?.screen }

    var title: SafeText { box.title }
    var guide: KeyGuide { box.guide }
    var isEditing: Bool { box.isEditing }
    var acceptsText: Bool { box.acceptsText }
    var canReturn: Bool { box.canReturn }
    var footer: Footer? { box.footer }
    var helpTopics: [HelpOverlay.Section] { box.helpTopics }

    /// What the hint line needs of ``guide``, made only where the screen has changed.
    mutating func currentHints() -> KeyGuide { box.currentHints() }

    mutating func appeared(at now: ClockReading) -> [ErasedCommand] { box.appeared(at: now) }
    mutating func left(at now: ClockReading) -> [ErasedCommand] { box.left(at: now) }
    mutating func type(_ input: TextInput, at now: ClockReading) -> [ErasedCommand] { box.type(input, at: now) }
    mutating func tick(at now: ClockReading) -> [ErasedCommand] { box.tick(at: now) }
    mutating func interrupted(at now: ClockReading) { box.interrupted(at: now) }
    mutating func receive(_ message: any Sendable, at now: ClockReading) -> [ErasedCommand] {
        box.receive(message, at: now)
    }
    /// Nil where the screen does not bind the key.
    mutating func press(_ key: Key, at now: ClockReading) -> [ErasedCommand]? { box.press(key, at: now) }
    /// Nil where the line means nothing to the screen.
    mutating func order(_ line: String, at now: ClockReading) -> [ErasedCommand]? { box.order(line, at: now) }
    func headerLines(_ context: ViewContext) -> [HeaderLine] { box.headerLines(context) }
    mutating func draw(into frame: inout Frame, area: Rect, context: ViewContext) {
        box.draw(into: &frame, area: area, context: context)
    }
}

typealias ErasedCommand = ScreenCommand<any Sendable>

private protocol ErasedScreen: Sendable {
    var title: SafeText { get }
    var guide: KeyGuide { get }
    var isEditing: Bool { get }
    var acceptsText: Bool { get }
    var canReturn: Bool { get }
    var footer: Footer? { get }
    var helpTopics: [HelpOverlay.Section] { get }
    mutating func currentHints() -> KeyGuide
    mutating func appeared(at now: ClockReading) -> [ErasedCommand]
    mutating func left(at now: ClockReading) -> [ErasedCommand]
    mutating func type(_ input: TextInput, at now: ClockReading) -> [ErasedCommand]
    mutating func tick(at now: ClockReading) -> [ErasedCommand]
    mutating func interrupted(at now: ClockReading)
    mutating func receive(_ message: any Sendable, at now: ClockReading) -> [ErasedCommand]
    mutating func press(_ key: Key, at now: ClockReading) -> [ErasedCommand]?
    mutating func order(_ line: String, at now: ClockReading) -> [ErasedCommand]?
    func headerLines(_ context: ViewContext) -> [HeaderLine]
    mutating func draw(into frame: inout Frame, area: Rect, context: ViewContext)
}

private struct ScreenBox<S: Screen>: ErasedScreen {
    private(set) var screen: S {
        didSet { keys = nil }
    }
    /// Those of the screen as it is; none where nothing has asked since it changed.
    private var keys: KeyTable<S.Command>?

    init(screen: S) { self.screen = screen }

    private mutating func currentKeys() -> KeyTable<S.Command> {
        let current = keys ?? screen.keys
        keys = current
        return current
    }

    var title: SafeText { screen.title }
    var guide: KeyGuide { screen.keys.guide }
    mutating func currentHints() -> KeyGuide { currentKeys().hints }
    var isEditing: Bool { screen.isEditing }
    var acceptsText: Bool { screen.acceptsText }
    var canReturn: Bool { screen.canReturn }
    var footer: Footer? { screen.footer }
    var helpTopics: [HelpOverlay.Section] { screen.helpTopics }

    mutating func appeared(at now: ClockReading) -> [ErasedCommand] { screen.appeared(at: now).map { $0.erased } }
    mutating func left(at now: ClockReading) -> [ErasedCommand] { screen.left(at: now).map { $0.erased } }
    mutating func type(_ input: TextInput, at now: ClockReading) -> [ErasedCommand] {
        screen.type(input, at: now).map { $0.erased }
    }
    mutating func tick(at now: ClockReading) -> [ErasedCommand] {
        let former = keys
        let commands = screen.tick(at: now)
        if !commands.contains(where: { $0.isSeen }) { keys = former }
        return commands.map { $0.erased }
    }
    mutating func interrupted(at now: ClockReading) { screen.interrupted(at: now) }

    mutating func receive(_ message: any Sendable, at now: ClockReading) -> [ErasedCommand] {
        guard let message = message as? S.Message else { return [] }
        return screen.update(message, at: now).map { $0.erased }
    }

    mutating func press(_ key: Key, at now: ClockReading) -> [ErasedCommand]? {
        guard let binding = currentKeys().binding(for: key) else { return nil }
        if let reason = binding.disabledReason { return [.flash(.warning(reason))] }
        return screen.perform(binding.command, at: now).map { $0.erased }
    }

    mutating func order(_ line: String, at now: ClockReading) -> [ErasedCommand]? {
        screen.order(line, at: now)?.map { $0.erased }
    }

    func headerLines(_ context: ViewContext) -> [HeaderLine] { screen.headerLines(context) }
    mutating func draw(into frame: inout Frame, area: Rect, context: ViewContext) {
        screen.draw(into: &frame, area: area, context: context)
    }
}

extension ScreenCommand {
    fileprivate var erased: ErasedCommand { map { $0 } }
}
