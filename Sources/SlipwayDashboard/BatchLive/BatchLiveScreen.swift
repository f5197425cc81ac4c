import SlipwayCore
import SlipwayServices
import TerminalUI

/// One batch while it happens: is it moving, is it safe, why does it fail, who needs a human, what happened last.
struct BatchLiveScreen: ActingScreen {
    enum Command: Hashable, Sendable {
        case move(TableMotion), show(Tab), open, nextTab, previousTab, act(Key), actions, copy, handOver, reload
    }
    enum Tab: Hashable, Sendable, CaseIterable { case summary, failures, stuck, devices, timeline }

    enum Message: Sendable {
        case polled(PollAnswer<BatchReading>)
        case acted(Flash)
    }

    private let id: UpdateBatch.ID
    private let context: DashboardContext
    var desk = ActionDesk()
    let name: SafeText
    private(set) var tab = Tab.summary
    private(set) var view: BatchLiveView?
    /// Why there is no newer answer.
    private(set) var trouble: SafeText?
    private(set) var poll: Poll
    var devices = DevicePager()
    /// Which devices the list shows.
    private(set) var selection = BatchDeviceSelection.all
    /// The place of the cursor among the causes.
    private(set) var cause = 0
    /// Events left out above the first one shown.
    var scroll = 0
    /// Of the action that is asked about once the batch is there.
    private var firstKey: Key?

    /// - Parameters:
    ///   - name: where it is known already; the first poll brings it.
    ///   - lostSince: where the database is lost already.
    ///   - key: of the action that is asked about first.
    init(
        _ id: UpdateBatch.ID, name: String? = nil, context: DashboardContext, lostSince: ScreenInstant? = nil,
        asking key: Key? = nil
    ) {
        firstKey = key
        self.id = id
        self.name = name.map { SafeText($0, limit: 60) } ?? "batch \(id.description)"
        self.context = context
        poll = Poll(interval: context.interval, lostSince: lostSince)
    }

    var title: SafeText { view.map { SafeText($0.live.batch.name, limit: 60) } ?? name }

    var isEditing: Bool { desk.isOpen }
    var acceptsText: Bool { desk.acceptsText }
    static func acted(_ flash: Flash) -> Message { .acted(flash) }

    var actions: [ScreenAction] {
        guard let view else { return [] }
        let (live, acts) = (view.live, context.acts.lost(poll.lostSince != nil))
        return BatchActions(batch: live.batch, rollout: live.rollout, acts: acts).all
            + ApprovalActions(view: view, acts: acts).all
    }

    var keys: KeyTable<Command> {
        let (actions, closed) = (actions, closed)
        let bindings = view?.live.rollout.status == .draft ? Self.bindingsOfDraft : Self.bindings
        return bindings.disabled { command in
            switch command {
            case .open: closed
            case .act(let key): Self.reason(against: key, in: actions)
            case .handOver: view == nil ? "it is still loading" : nil
            case .move, .show, .actions, .nextTab, .previousTab, .copy, .reload: nil
            }
        }
    }

    private static let bindings = bindings(isDraft: false)
    private static let bindingsOfDraft = bindings(isDraft: true)

    private static func bindings(isDraft: Bool) -> KeyTable<Command> {
        [
            KeyBinding(.act("P"), "P", help: "pause the batch, or resume it", hint: isDraft ? nil : "pause"),
            KeyBinding(.act("X"), "X", help: "cancel the batch", hint: "cancel"),
            KeyBinding(.act("S"), "S", help: "ask for the approval of a draft", hint: isDraft ? "submit" : nil),
            KeyBinding(.act("Y"), "Y", help: "approve a draft of another person", hint: isDraft ? "approve" : nil),
            KeyBinding(.act("N"), "N", help: "deny a draft", hint: isDraft ? "deny" : nil),
            KeyBinding(.show(.summary), "1", help: "the summary", hint: "summary"),
            KeyBinding(.show(.failures), "2", help: "why it goes wrong", hint: "failures"),
            KeyBinding(.show(.stuck), "3", help: "the silent devices", hint: "stuck"),
            KeyBinding(.show(.devices), "4", help: "its devices", hint: "devices"),
            KeyBinding(.show(.timeline), "5", help: "what happened last", hint: "timeline"),
            KeyBinding(.open, .enter, help: "the devices of the cause, a device's history, every event"),
            KeyBinding(.act("R"), "R", help: "retry what failed of the batch"),
            KeyBinding(.actions, "a", help: "what can be done, and why the rest cannot", hint: "actions"),
            KeyBinding(.nextTab, .tab, help: "the next tab"),
            KeyBinding(.previousTab, .backTab, help: "the tab before"),
            KeyBinding(.copy, "y", help: "copy the id of the batch"),
            KeyBinding(.handOver, "H", help: "copy what the next person on call has to know"),
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

    mutating func interrupted(at now: ClockReading) { poll.interrupted(at: now.instant) }

    mutating func perform(_ command: Command, at now: ClockReading) -> [ScreenCommand<Message>] {
        switch command {
        case .move(let motion): return move(motion, at: now)
        case .show(let tab): return show(tab, at: now)
        case .nextTab: return step(1, at: now)
        case .previousTab: return step(-1, at: now)
        case .open: return open(at: now)
        case .copy: return copy()
        case .handOver: return view.map { HandOver($0).copied() } ?? []
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
        case .acted(let flash):
            desk.finished(flash)
            return [.flash(flash), ask(at: now, isForced: true)]
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
            cause = min(cause, max(0, causes.count - 1))
            if let page = reading.page, page.selection == selection {
                devices.received(page, total: selection.total(in: reading.view.live), at: now)
            }
            let view = reading.view
            let asked = firstKey.map { act(by: $0) } ?? []
            firstKey = nil
            return commands + [.badges(view.workWaiting && !view.workerAlive ? [.noWorker] : [])] + asked
        case .unchanged: trouble = nil
        case .refused(let why), .lost(let why): trouble = why
        }
        return commands
    }

    /// Why Enter leads nowhere.
    private var closed: SafeText? {
        switch tab {
        case .summary: "2 shows the causes, 4 the devices"
        case .failures: causes.isEmpty ? "nothing went wrong" : nil
        case .stuck, .devices: devices.selected == nil ? "there is no device" : nil
        case .timeline: nil
        }
    }

    var helpTopics: [HelpOverlay.Section] { ReasonText.helpTopics(of: causes) }

    private var causes: [ReasonSummary] { view?.live.reasons ?? [] }

    private var listsDevices: Bool {
        switch tab {
        case .stuck, .devices: true
        case .summary, .failures, .timeline: false
        }
    }

    private mutating func show(_ tab: Tab, at now: ClockReading) -> [ScreenCommand<Message>] {
        guard tab != self.tab || tab == .devices && selection != .all else { return [] }
        self.tab = tab
        return listsDevices ? list(tab == .stuck ? .silent : .all, at: now) : []
    }

    private mutating func list(_ selection: BatchDeviceSelection, at now: ClockReading) -> [ScreenCommand<Message>] {
        if selection != self.selection { devices = DevicePager() }
        self.selection = selection
        return [ask(at: now, isForced: true)]
    }

    private mutating func step(_ by: Int, at now: ClockReading) -> [ScreenCommand<Message>] {
        let tabs = Tab.allCases
        let index = tabs.firstIndex(of: tab) ?? 0
        return show(tabs[(index + by + tabs.count) % tabs.count], at: now)
    }

    private mutating func open(at now: ClockReading) -> [ScreenCommand<Message>] {
        switch tab {
        case .summary: return []
        case .failures:
            guard causes.indices.contains(cause) else { return [] }
            tab = .devices
            return list(.cause(causes[cause].cause), at: now)
        case .stuck, .devices:
            guard let uid = devices.selected?.deviceUID else { return [] }
            return [.push(AnyScreen(DeviceScreen(uid, context: context)))]
        case .timeline: return [.run("events batch=" + id.description)]
        }
    }

    private func copy() -> [ScreenCommand<Message>] {
        let text = SafeText(id.description)
        return [.copy(text), .flash(.info("copied " + text + ": sent to the terminal, may be blocked"))]
    }

    /// In a list the cursor moves, elsewhere the events.
    private mutating func move(_ motion: TableMotion, at now: ClockReading) -> [ScreenCommand<Message>] {
        switch tab {
        case .stuck, .devices: return devices.move(motion, at: now) ? [ask(at: now, isForced: true)] : []
        case .failures: cause = motion.target(from: cause, count: causes.count)
        case .summary, .timeline: scroll = motion.target(from: scroll, count: view?.live.events.count ?? 0)
        }
        return []
    }

    private mutating func ask(at now: ClockReading, isForced: Bool) -> ScreenCommand<Message> {
        let question = poll.question(at: now.instant, isForced: isForced)
        let (reads, id) = (context.reads, id)
        let wanted = listsDevices ? devices.request : nil
        let selection = selection
        return .load(name: "poll") {
            .polled(
                await PollAnswer.asking(reads, question) {
                    let view = try await reads.live(id)
                    guard let wanted else { return (BatchReading(page: nil, view: view), view.mark) }
                    let rows = try await reads.devices(id, selection.filter, wanted.position)
                    let page = DevicePage(selection: selection, request: wanted, rows: rows)
                    return (BatchReading(page: page, view: view), view.mark)
                })
        }
    }
}
