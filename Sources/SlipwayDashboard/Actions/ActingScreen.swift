import TerminalUI

/// A screen on which something can be done to what is selected.
protocol ActingScreen: Screen {
    var desk: ActionDesk { get set }
    /// What can be done now, and for the rest why not.
    var actions: [ScreenAction] { get }
    /// The message that something was done or refused.
    static func acted(_ flash: Flash) -> Message
}

extension ActingScreen {
    mutating func showActions() -> [ScreenCommand<Message>] {
        let step = desk.showMenu(actions, title: "ACTIONS")
        return carryOut(step)
    }

    mutating func act(by key: Key) -> [ScreenCommand<Message>] {
        let meant = actions.filter { $0.key == key }
        // One key for several sets of rows: which one is asked.
        let step = meant.count > 1 ? desk.showMenu(meant, title: "WHICH") : desk.open(meant.first)
        return carryOut(step)
    }

    func carryOut(_ step: ActionDesk.Step) -> [ScreenCommand<Message>] {
        switch step {
        case .none: []
        case .flash(let flash): [.flash(flash)]
        case .open(let screen): [.push(screen)]
        // A database that is locked may take long to answer: until then it must not look done.
        case .perform(let work): [.flash(.info("asked, not answered yet")), .act { Self.acted(await work()) }]
        }
    }

    /// Why the action of that key is not possible now; ``actions`` are handed in, since several keys ask.
    static func reason(against key: Key, in actions: [ScreenAction]) -> SafeText? {
        guard let action = actions.first(where: { $0.key == key }) else { return "there is nothing to act on" }
        return action.disabledReason
    }
}
