/// The whole dashboard as a value: the stack of screens and what surrounds them.
///
/// Events, deliveries and ticks go in with the time; effects come out for a loop, or a test, to carry out.
package struct Application: Sendable {
    package internal(set) var header: HeaderState
    package internal(set) var themeName: String
    package internal(set) var timeStyle = TimeStyle.utc
    package internal(set) var flash: Flash?
    package internal(set) var isFinished = false

    var stack: [Entry]
    let commands: [NamedCommand]
    var commandLine = CommandLine()
    var help: HelpOverlay?
    var frozenSince: ScreenInstant?
    var withheld: [Delivery] = []
    var flashShown: ScreenInstant?
    var lastInterrupt: ScreenInstant?
    /// Messages shown since the last call, for the log.
    var notes: [Flash] = []
    /// Something that is seen may have changed since the last frame.
    var hasNews = true
    /// The minute in which that was made.
    var framedMinute: Int64?
    /// The line of hints as it was drawn last: most keys leave it as it is.
    var drawnHints: DrawnHints?
    var lastID = 0
    var loads: Set<WorkKey> = []
    /// Lines that opened a screen; the first, empty one is home.
    var visited = [""]
    var visitedPlace = 0
    /// Where `-` leads.
    var before: Whereabouts?

    package init(
        home: AnyScreen, header: HeaderState, commands: [NamedCommand] = [], themeName: String = "default"
    ) {
        self.header = header
        self.commands = commands
        self.themeName = themeName
        stack = [Entry(id: 0, screen: home)]
    }

    /// Call once, before anything else.
    package mutating func start(at now: ClockReading) -> [Effect] {
        noting { $0.onTop(at: now) { $0.appeared(at: now) } }
    }

    package mutating func handle(_ event: TerminalEvent, at now: ClockReading) -> [Effect] {
        hasNews = true
        return noting { application in
            switch event {
            case .key(let key): application.press(key, at: now)
            case .paste(let text): application.paste(text, at: now)
            case .resized: []
            case .disturbed: [.repaint]
            case .terminated: application.finish(at: now)
            }
        }
    }

    /// A message for a screen that is gone is dropped; one for a frozen screen waits.
    package mutating func receive(_ delivery: Delivery, at now: ClockReading) -> [Effect] {
        loads.remove(delivery.key)
        guard let index = stack.firstIndex(where: { $0.id == delivery.key.screen }) else { return [] }
        if frozenSince != nil, delivery.key.isLoad {
            withheld.removeAll { $0.key == delivery.key }
            withheld.append(delivery)
            return []
        }
        hasNews = true
        return noting { application in
            let wanted = application.stack[index].screen.receive(delivery.message, at: now)
            return application.carryOut(wanted, for: delivery.key.screen, at: now)
        }
    }

    package mutating func tick(at now: ClockReading) -> [Effect] {
        if let flashShown, flash?.isLasting == false, now.instant - flashShown >= Flash.duration {
            clearFlash()
            hasNews = true
        }
        guard frozenSince == nil, let top = stack.indices.last else { return [] }
        return noting { application in
            let wanted = application.stack[top].screen.tick(at: now)
            if wanted.contains(where: { $0.isSeen }) { application.hasNews = true }
            return application.carryOut(wanted, for: application.stack[top].id, at: now)
        }
    }

    /// Shows a message that comes from no screen.
    package mutating func tell(_ flash: Flash, at now: ClockReading) -> [Effect] {
        hasNews = true
        return noting { application in
            application.show(flash, at: now)
            return []
        }
    }

    /// What the screen on top is called.
    package var title: SafeText { stack.last?.screen.title ?? "" }

    /// The screen on top where it is of that type: for tests.
    package func top<S: Screen>(_ type: S.Type) -> S? { stack.last?.screen.unwrap(type) }

    /// The keys in force: those of the screen on top, then the global ones.
    package var keyGuide: KeyGuide { (stack.last?.screen.guide ?? KeyGuide()) + GlobalCommand.keys.guide }

    var commandNames: [String] {
        (Set(commands.flatMap { [$0.name] + $0.aliases }).union(["q", "help"])).sorted()
    }

    mutating func onTop(
        at now: ClockReading, _ body: (inout AnyScreen) -> [ErasedCommand]
    ) -> [Effect] {
        guard !stack.isEmpty else { return [] }
        let index = stack.count - 1
        return carryOut(body(&stack[index].screen), for: stack[index].id, at: now)
    }

    /// The effects of `body`, and after them a note of every message that it showed.
    private mutating func noting(_ body: (inout Application) -> [Effect]) -> [Effect] {
        let effects = body(&self)
        defer { notes = [] }
        return effects + notes.map(Effect.note)
    }

    mutating func show(_ flash: Flash, at now: ClockReading) {
        notes.append(flash)
        self.flash = flash
        flashShown = now.instant
    }

    mutating func clearFlash() {
        flash = nil
        flashShown = nil
    }

    mutating func finish(at now: ClockReading) -> [Effect] {
        guard !isFinished else { return [.quit] }
        isFinished = true
        var last: [Effect] = []
        for index in stack.indices.reversed() {
            last += carryOut(stack[index].screen.left(at: now), for: stack[index].id, at: now)
        }
        return last + [.quit]
    }

    mutating func nextID() -> Int {
        lastID += 1
        return lastID
    }

    /// Which screens were open, home first, at which place of what was visited.
    struct Whereabouts: Sendable {
        let stack: [Entry]
        let visitedPlace: Int
    }

    struct Entry: Sendable {
        let id: Int
        var screen: AnyScreen
    }
}
