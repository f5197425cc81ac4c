import SlipwayCore
import SlipwayServices
import TerminalUI

/// One batch while it happens: is it moving, is it safe, why does it fail, who needs a human, what happened last.
struct BatchLiveScreen: ActingScreen {
    enum Command: Hashable, Sendable { case move(TableMotion), show(Tab), other, act(Key), actions, reload }
    enum Tab: Hashable, Sendable { case summary, devices }

    enum Message: Sendable {
        case polled(PollAnswer<BatchReading>)
        case acted(Flash)
    }

    private let id: UpdateBatch.ID
    private let reads: DashboardReads
    private let acts: DashboardActs
    var desk = ActionDesk()
    let name: SafeText
    private(set) var tab = Tab.summary
    private(set) var view: BatchLiveView?
    /// Why there is no newer answer.
    private(set) var trouble: SafeText?
    private(set) var poll: Poll
    var devices = DevicePager()
    /// Events left out above the first one shown.
    var scroll = 0

    /// - Parameters:
    ///   - name: where it is known already; the first poll brings it.
    ///   - interval: milliseconds between two polls.
    ///   - lostSince: where the database is lost already.
    init(
        _ id: UpdateBatch.ID, name: String? = nil, reads: DashboardReads, interval: Int64,
        lostSince: ScreenInstant? = nil, acts: DashboardActs
    ) {
        self.id = id
        self.name = name.map { SafeText($0, limit: 60) } ?? "batch \(id.description)"
        self.reads = reads
        self.acts = acts
        poll = Poll(interval: interval, lostSince: lostSince)
    }

    var title: SafeText { view.map { SafeText($0.live.batch.name, limit: 60) } ?? name }

    var isEditing: Bool { desk.isOpen }
    var acceptsText: Bool { desk.acceptsText }
    static func acted(_ flash: Flash) -> Message { .acted(flash) }

    var actions: [ScreenAction] {
        guard let batch = view?.live.batch else { return [] }
        return BatchActions(
            id: id, name: batch.name, status: RolloutState(following: batch.status), counters: batch.counters,
            acts: acts.lost(poll.lostSince != nil)
        ).all
    }

    var keys: KeyTable<Command> {
        [
            KeyBinding(.show(.summary), "1", help: "the summary", hint: "summary"),
            KeyBinding(.show(.devices), "4", help: "its devices", hint: "devices"),
            KeyBinding(.act("P"), "P", help: "pause the batch, or resume it", hint: "pause")
                .disabled(reason(against: "P")),
            KeyBinding(.act("X"), "X", help: "cancel the batch", hint: "cancel").disabled(reason(against: "X")),
            KeyBinding(.act("R"), "R", help: "retry what failed of the batch").disabled(reason(against: "R")),
            KeyBinding(.actions, "a", help: "what can be done, and why the rest cannot", hint: "actions"),
            KeyBinding(.other, .tab, .backTab, help: "the other of the two"),
            KeyBinding(.reload, .control("r"), help: "ask the database now"),
        ] + TableMotion.keys.map { .move($0) }
    }

    mutating func appeared(at now: ClockReading) -> [ScreenCommand<Message>] {
        poll.resumed()
        return [ask(at: now, isForced: true)]
    }

    mutating func tick(at now: ClockReading) -> [ScreenCommand<Message>] {
        poll.isDue(at: now.instant) ? [ask(at: now, isForced: false)] : []
    }

    mutating func perform(_ command: Command, at now: ClockReading) -> [ScreenCommand<Message>] {
        switch command {
        case .move(let motion): return move(motion, at: now)
        case .show(let tab): return show(tab, at: now)
        case .other: return show(tab == .summary ? .devices : .summary, at: now)
        case .act(let key): return act(by: key)
        case .actions: return showActions()
        case .reload: return [ask(at: now, isForced: true)]
        }
    }

    mutating func type(_ input: TextInput, at now: ClockReading) -> [ScreenCommand<Message>] {
        let step = desk.type(input, at: now)
        return carryOut(step)
    }

    mutating func update(_ message: Message, at now: ClockReading) -> [ScreenCommand<Message>] {
        switch message {
        case .polled(let answer): return received(answer, at: now)
        case .acted(let flash): return [.flash(flash), ask(at: now, isForced: true)]
        }
    }

    private mutating func received(
        _ answer: PollAnswer<BatchReading>, at now: ClockReading
    ) -> [ScreenCommand<Message>] {
        let commands: [ScreenCommand<Message>] = poll.received(answer, at: now)
        switch answer.outcome {
        case .read(let reading, _):
            trouble = nil
            view = reading.view
            scroll = min(scroll, max(0, reading.view.live.events.count - 1))
            if let page = reading.page {
                devices.received(page, total: reading.view.live.batch.counters.total, at: now)
            }
            return commands + [.needsWorker(reading.view.workWaiting && !reading.view.workerAlive)]
        case .unchanged: trouble = nil
        case .refused(let why), .lost(let why): trouble = why
        }
        return commands
    }

    private mutating func show(_ tab: Tab, at now: ClockReading) -> [ScreenCommand<Message>] {
        guard tab != self.tab else { return [] }
        self.tab = tab
        return tab == .devices ? [ask(at: now, isForced: true)] : []
    }

    /// On the summary the events move, on the other tab the cursor.
    private mutating func move(_ motion: TableMotion, at now: ClockReading) -> [ScreenCommand<Message>] {
        switch tab {
        case .devices: return devices.move(motion, at: now) ? [ask(at: now, isForced: true)] : []
        case .summary:
            let last = max(0, (view?.live.events.count ?? 0) - 1)
            let target: Int =
                switch motion {
                case .up: scroll - 1
                case .down: scroll + 1
                case .halfPageUp, .pageUp: scroll - 5
                case .halfPageDown, .pageDown: scroll + 5
                case .first: 0
                case .last: last
                }
            scroll = min(max(0, target), last)
            return []
        }
    }

    private mutating func ask(at now: ClockReading, isForced: Bool) -> ScreenCommand<Message> {
        let known = isForced ? nil : poll.knownMark(at: now.instant)
        poll.asked(at: now.instant)
        let (reads, id) = (reads, id)
        let wanted = tab == .devices ? devices.request : nil
        return .load(name: "poll") {
            .polled(
                await PollAnswer.asking(reads, knowing: known) {
                    let view = try await reads.live(id)
                    guard let wanted else { return (BatchReading(page: nil, view: view), view.mark) }
                    let page = DevicePage(request: wanted, rows: try await reads.devices(id, wanted.position))
                    return (BatchReading(page: page, view: view), view.mark)
                })
        }
    }
}
