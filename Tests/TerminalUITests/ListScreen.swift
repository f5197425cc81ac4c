@testable import TerminalUI

/// A screen with everything the runtime can ask for.
struct ListScreen: Screen {
    enum Command: Hashable, Sendable { case move(TableMotion), open, find, reload, save, err, hold }
    enum Message: Sendable { case loaded([String]), saved }

    var title: SafeText
    var names: [String]
    var table = Table<String>(columns: [TableColumn("NAME", .flexible(minimum: 8))])
    var filter: TextField?
    var saves = 0
    var reloadsOnTick = false

    init(title: SafeText = "list", names: [String] = ["a", "b"]) {
        self.title = title
        self.names = names
    }

    var keys: KeyTable<Command> {
        [
            KeyBinding(.open, .enter, help: "open", hint: "open"),
            KeyBinding(.find, "/", help: "find", hint: "find"),
            KeyBinding(.reload, .control("r"), help: "reload"),
            KeyBinding(.save, "w", help: "save"),
            KeyBinding(.err, "e", help: "save where nothing can be saved"),
            KeyBinding(.hold, "P", help: "hold", hint: "hold", disabledReason: "nothing runs"),
        ] + TableMotion.keys.map { .move($0) }
    }
    var isEditing: Bool { filter != nil }
    var footer: Footer? {
        filter.map { Footer(StyledText("/" + $0.safeText), cursorColumn: 1 + $0.cursorColumn) }
    }

    mutating func appeared(at now: ClockReading) -> [ScreenCommand<Message>] { [load()] }

    mutating func perform(_ command: Command, at now: ClockReading) -> [ScreenCommand<Message>] {
        table.noteKey(at: now)
        switch command {
        case .move(let motion): table.move(motion, at: now)
        case .open: return [.push(AnyScreen(ListScreen(title: SafeText(table.cursor ?? "?"), names: ["x"])))]
        case .find: filter = TextField()
        case .reload: return [load()]
        case .save: return [.act { .saved }]
        case .err: return [.flash(.error("not saved"))]
        case .hold: break
        }
        return []
    }

    mutating func update(_ message: Message, at now: ClockReading) -> [ScreenCommand<Message>] {
        switch message {
        case .loaded(let names):
            table.show(names.map { TableRow(id: $0, cells: [StyledText(SafeText($0))]) }, at: now)
            return [.report(.answered(milliseconds: 12))]
        case .saved:
            saves += 1
            return [.flash(.info("saved"))]
        }
    }

    mutating func type(_ input: TextInput, at now: ClockReading) -> [ScreenCommand<Message>] {
        if input == .key(.escape) { filter = nil } else { filter?.type(input) }
        return []
    }

    mutating func tick(at now: ClockReading) -> [ScreenCommand<Message>] {
        (table.tick(at: now) ? [.redraw] : []) + (reloadsOnTick ? [load()] : [])
    }

    mutating func draw(into frame: inout Frame, area: Rect, context: ViewContext) {
        let (top, rest) = area.splitTop(1)
        frame.write(table.title("NAMES"), column: 1, in: top)
        table.draw(into: &frame, area: rest, isStale: context.isStale)
    }

    private func load() -> ScreenCommand<Message> {
        .load(name: "names") { [names] in .loaded(names) }
    }
}

extension Application {
    static func example(
        _ screen: ListScreen = ListScreen(), viewer: HeaderState.Viewer = .readOnly, commands: [NamedCommand] = []
    ) -> Application {
        Application(
            home: AnyScreen(screen), header: .example(viewer: viewer), commands: commands)
    }
}

extension HeaderState {
    static func example(scope: HeaderBadge = HeaderBadge("acme"), viewer: Viewer = .named("ada")) -> HeaderState {
        HeaderState(
            product: "slipway", scope: scope,
            notes: ConnectionNotes(
                unknown: "db ?", answered: "db ok", slow: "db slow", lost: "db lost",
                lostMessage: "the database is lost"),
            viewer: viewer)
    }
}
