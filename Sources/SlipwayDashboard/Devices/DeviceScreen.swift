import SlipwayCore
import SlipwayServices
import TerminalUI

/// One device: what it is, its update sessions and what happened to it, the latest first.
struct DeviceScreen: ActingScreen {
    enum Command: Hashable, Sendable { case move(TableMotion), actions, copy, reload }
    enum Message: Sendable {
        case polled(PollAnswer<DeviceHistory>)
        case acted(Flash)
    }

    /// Sessions, and events, that are shown.
    static let historyLimit = 100

    private let uid: String
    private let context: DashboardContext
    private(set) var history: DeviceHistory?
    private(set) var trouble: SafeText?
    private(set) var poll: Poll
    private var scroll = 0
    var desk = ActionDesk()

    init(_ uid: String, context: DashboardContext) {
        self.uid = uid
        self.context = context
        poll = Poll(interval: context.interval)
    }

    var title: SafeText { SafeText(uid, limit: 60) }
    var isEditing: Bool { desk.isOpen }
    var acceptsText: Bool { desk.acceptsText }
    static func acted(_ flash: Flash) -> Message { .acted(flash) }

    var keys: KeyTable<Command> {
        [
            KeyBinding(.actions, "a", help: "what can be done, and why the rest cannot", hint: "actions"),
            KeyBinding(.copy, "y", help: "copy its uid", hint: "copy"),
            KeyBinding(.reload, .control("r"), help: "ask the database now"),
        ] + TableMotion.keys.map { .move($0) }
    }

    var actions: [ScreenAction] {
        guard let history else { return [] }
        let acts = context.acts.lost(poll.lostSince != nil)
        let device = DeviceActions(devices: [history.device], text: title, acts: acts).all
        return device + history.sessions.prefix(1).flatMap { SessionActions(row: $0, acts: acts).all }
    }

    mutating func appeared(at now: ClockReading) -> [ScreenCommand<Message>] {
        poll.resumed()
        return [ask(at: now, isForced: true)]
    }

    mutating func tick(at now: ClockReading) -> [ScreenCommand<Message>] {
        poll.isDue(at: now.instant) ? [ask(at: now, isForced: false)] : []
    }

    mutating func interrupted(at now: ClockReading) { poll.interrupted(at: now.instant) }

    mutating func perform(_ command: Command, at now: ClockReading) -> [ScreenCommand<Message>] {
        switch command {
        case .move(let motion):
            scroll(by: motion)
            return []
        case .actions: return showActions()
        case .copy: return [.copy(title), .flash(.info("copied " + title + ": sent to the terminal, may be blocked"))]
        case .reload: return [ask(at: now, isForced: true)]
        }
    }

    mutating func type(_ input: TextInput, at now: ClockReading) -> [ScreenCommand<Message>] {
        let step = desk.type(input, at: now)
        return carryOut(step)
    }

    mutating func update(_ message: Message, at now: ClockReading) -> [ScreenCommand<Message>] {
        switch message {
        case .acted(let flash):
            desk.finished(flash)
            return [.flash(flash), ask(at: now, isForced: true)]
        case .polled(let answer):
            let commands: [ScreenCommand<Message>] = poll.received(answer, at: now)
            switch answer.outcome {
            case .read(let history, _):
                trouble = nil
                self.history = history
            case .unchanged: trouble = nil
            case .refused(let why), .lost(let why): trouble = why
            }
            return commands
        }
    }

    func headerLines(_ context: ViewContext) -> [HeaderLine] {
        let aside = poll.retryLine(context) ?? trouble.map { StyledText($0, .error) } ?? .empty
        let state = history.map { DeviceList.state($0.device).label(context.glyphs) } ?? .empty
        return [HeaderLine(StyledText(" ") + state, trailing: aside)]
    }

    mutating func draw(into frame: inout Frame, area: Rect, context: ViewContext) {
        guard let history else {
            frame.write(StyledText(" " + (trouble ?? "loading"), trouble == nil ? .dim : .error), in: area)
            return
        }
        let lines = lines(history, columns: area.columns - 2, context: context)
        scroll = min(scroll, max(0, lines.count - area.rows))
        for (row, line) in lines.dropFirst(scroll).prefix(area.rows).enumerated() {
            frame.write(line.truncated(to: area.columns - 1), column: 1, row: row, in: area)
        }
        if context.isStale { frame.restyle(area) { $0 = Style(.stale) } }
        desk.draw(into: &frame, area: area, at: context.now)
    }

    private func lines(_ history: DeviceHistory, columns: Int, context: ViewContext) -> [StyledText] {
        let sessions = history.sessions.map { row in
            let session = row.session
            let reason = session.failureReason ?? session.reasonCode?.text ?? ""
            return StyledText(" " + context.time(session.startedAt, seconds: true).padded(to: 22), .dim)
                + SessionStatus.of(session.updateStatus).label(context.glyphs).padded(to: 16)
                + StyledText(SafeText(row.firmwareVersion, limit: 30).padded(to: 13) + " ")
                + StyledText(SafeText(reason, limit: 200))
        }
        let events = history.events.map { EventText.line($0, context: context, nameColumns: 12) }
        let noUpdate = StyledText("  no update has begun yet", .dim)
        let nothing = StyledText("  nothing has happened yet", .dim)
        return FactLines.of(DeviceList.facts(history.device, context), columns: columns)
            + [.empty, StyledText("UPDATES (\(sessions.count))", .title)]
            + (sessions.isEmpty ? [noUpdate] : sessions)
            + [.empty, StyledText("WHAT HAPPENED", .title)] + (events.isEmpty ? [nothing] : events)
    }

    private mutating func scroll(by motion: TableMotion) {
        switch motion {
        case .up: scroll -= 1
        case .down: scroll += 1
        case .halfPageUp, .pageUp: scroll -= 10
        case .halfPageDown, .pageDown: scroll += 10
        case .first: scroll = 0
        // Drawing stops at the last line.
        case .last: scroll = 3 * Self.historyLimit
        }
        scroll = max(0, scroll)
    }

    private mutating func ask(at now: ClockReading, isForced: Bool) -> ScreenCommand<Message> {
        let question = poll.question(at: now.instant, isForced: isForced)
        let (reads, uid) = (context.reads, uid)
        return .load(name: "poll") {
            .polled(
                await PollAnswer.asking(reads, question) {
                    let history = try await reads.history(uid)
                    return (history, history.mark)
                })
        }
    }
}
