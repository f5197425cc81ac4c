import SlipwayCore
import SlipwayServices
import TerminalUI

/// One rollout in waves while it happens: which wave is open, how near its gate is to breaking, and why.
struct RolloutLiveScreen: ActingScreen {
    enum Command: Hashable, Sendable {
        case move(TableMotion), open, nextCause, act(Key), actions, copy, handOver, reload
    }

    enum Message: Sendable {
        case polled(PollAnswer<RolloutView>)
        case acted(Flash)
    }

    private let id: Rollout.ID
    private let name: String
    private let context: DashboardContext
    var desk = ActionDesk()
    private(set) var view: RolloutView?
    /// Why there is no newer answer.
    private(set) var trouble: SafeText?
    private(set) var poll: Poll
    var table = Table<Int>(columns: WaveColumns.all)
    private var glyphs = GlyphSet.unicode
    /// The one that was marked last; the first one where that is gone.
    private var markedCause: ReasonSummary.Cause?
    /// Of the action that is asked about once the rollout is there.
    private var firstKey: Key?

    /// - Parameters:
    ///   - lostSince: where the database is lost already.
    ///   - key: of the action that is asked about first.
    init(
        _ id: Rollout.ID, name: String, context: DashboardContext, lostSince: ScreenInstant? = nil,
        asking key: Key? = nil
    ) {
        firstKey = key
        self.id = id
        self.name = name
        self.context = context
        poll = Poll(interval: context.interval, lostSince: lostSince)
    }

    var title: SafeText { SafeText(view?.rollout.name ?? name, limit: 60) }
    var isEditing: Bool { desk.isOpen }
    var acceptsText: Bool { desk.acceptsText }
    static func acted(_ flash: Flash) -> Message { .acted(flash) }

    var actions: [ScreenAction] {
        guard let view else { return [] }
        let acts = context.acts.lost(poll.lostSince != nil)
        let causes = ReasonActions(view: view, reason: markedReason, acts: acts)
        // Of one cause, and not of a batch.
        return RolloutActions(rollout: view.rollout, acts: acts).all.filter { $0.key != "R" }
            + [
                WaveActions(view: view, acts: acts).advance, causes.retry, causes.exclude,
                RollbackAction(view: view, acts: acts).rollBack, FinishAction(rollout: view.rollout, acts: acts).finish,
            ] + ApprovalActions(view: view, acts: acts).all
    }

    /// The cause that can be acted on; none where there is none.
    var markedReason: ReasonSummary? {
        view.flatMap { view in view.reasons.first { $0.cause == markedCause } ?? view.reasons.first }
    }

    var helpTopics: [HelpOverlay.Section] { ReasonText.helpTopics(of: view?.reasons ?? []) }

    var keys: KeyTable<Command> {
        let actions = actions
        let noWave: SafeText? = table.cursor == nil ? "there is no wave yet" : nil
        let noCause: SafeText? = (view?.reasons.count ?? 0) < 2 ? "there is no other cause" : nil
        let bindings = view?.rollout.status == .draft ? Self.bindingsOfDraft : Self.bindings
        return bindings.disabled { command in
            switch command {
            case .open: noWave
            case .nextCause: noCause
            case .act(let key): Self.reason(against: key, in: actions)
            case .handOver: view == nil ? "it is still loading" : nil
            case .move, .actions, .copy, .reload: nil
            }
        }
    }

    private static let bindings = bindings(isDraft: false)
    private static let bindingsOfDraft = bindings(isDraft: true)

    private static func bindings(isDraft: Bool) -> KeyTable<Command> {
        [
            KeyBinding(.open, .enter, help: "the batches of the wave", hint: isDraft ? nil : "batches"),
            KeyBinding(.act("P"), "P", help: "pause the rollout, or resume it", hint: isDraft ? nil : "pause"),
            KeyBinding(.act("X"), "X", help: "cancel the rollout", hint: "cancel"),
            KeyBinding(
                .act("A"), "A", help: "let the next wave begin before its time", hint: isDraft ? nil : "advance"),
            KeyBinding(.nextCause, .tab, help: "mark the next cause"),
            KeyBinding(.act("R"), "R", help: "try the devices with the marked cause again"),
            KeyBinding(.act("E"), "E", help: "leave out what the devices with that cause have in common"),
            KeyBinding(.act("B"), "B", help: "bring the devices back to what they ran before"),
            KeyBinding(.act("F"), "F", help: "let no later device join the rollout"),
            KeyBinding(.act("S"), "S", help: "ask for the approval of a draft", hint: isDraft ? "submit" : nil),
            KeyBinding(.act("Y"), "Y", help: "approve a draft of another person", hint: isDraft ? "approve" : nil),
            KeyBinding(.act("N"), "N", help: "deny a draft", hint: isDraft ? "deny" : nil),
            KeyBinding(.actions, "a", help: "what can be done, and why the rest cannot", hint: "actions"),
            KeyBinding(.copy, "y", help: "copy the id of the rollout"),
            KeyBinding(.handOver, "H", help: "copy what the next person on call has to know"),
            KeyBinding(.reload, .control("r"), help: "ask the database now"),
        ] + TableMotion.keys.map { .move($0) }
    }

    mutating func appeared(at now: ClockReading) -> [ScreenCommand<Message>] {
        poll.resumed()
        return [ask(at: now, isForced: true)]
    }

    mutating func tick(at now: ClockReading) -> [ScreenCommand<Message>] {
        (table.tick(at: now) ? [.redraw] : []) + (poll.isDue(at: now.instant) ? [ask(at: now, isForced: false)] : [])
    }

    mutating func interrupted(at now: ClockReading) { poll.interrupted(at: now.instant) }

    mutating func perform(_ command: Command, at now: ClockReading) -> [ScreenCommand<Message>] {
        table.noteKey(at: now)
        switch command {
        case .move(let motion): table.move(motion, at: now)
        case .open: return table.cursor.map { [.run("batches rollout=\(id) and wave=\($0)")] } ?? []
        case .nextCause: markNextCause()
        case .act(let key): return act(by: key)
        case .actions: return showActions()
        case .copy:
            let text = SafeText(id.description)
            return [.copy(text), .flash(.info("copied " + text + ": sent to the terminal, may be blocked"))]
        case .handOver: return view.map { HandOver($0).copied() } ?? []
        case .reload: return [ask(at: now, isForced: true)]
        }
        return []
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
        _ answer: PollAnswer<RolloutView>, at now: ClockReading
    ) -> [ScreenCommand<Message>] {
        let commands: [ScreenCommand<Message>] = poll.received(answer, at: now)
        switch answer.outcome {
        case .read(let view, _):
            trouble = nil
            self.view = view
            showRows(at: now)
            let asked = firstKey.map { act(by: $0) } ?? []
            firstKey = nil
            return commands + [.badges(view.isDue && !view.workerAlive ? [.noWorker] : [])] + asked
        case .unchanged: trouble = nil
        case .refused(let why), .lost(let why): trouble = why
        }
        return commands
    }

    /// Rows are made with the glyphs of the terminal, which only drawing knows.
    mutating func adopt(_ glyphs: GlyphSet, at now: ClockReading) {
        guard glyphs != self.glyphs else { return }
        self.glyphs = glyphs
        showRows(at: now)
    }

    private mutating func markNextCause() {
        guard let causes = view?.reasons.map(\.cause), !causes.isEmpty else { return }
        let index = markedReason.flatMap { reason in causes.firstIndex(of: reason.cause) } ?? 0
        markedCause = causes[(index + 1) % causes.count]
    }

    private mutating func showRows(at now: ClockReading) {
        guard let view else { return }
        let glyphs = glyphs
        table.show(
            view.waves.map { wave in
                TableRow(id: wave.wave.id.number) { WaveColumns.cells(wave, of: view, glyphs) }
            }, at: now)
    }

    private mutating func ask(at now: ClockReading, isForced: Bool) -> ScreenCommand<Message> {
        let question = poll.question(at: now.instant, isForced: isForced)
        let (reads, id) = (context.reads, id)
        return .load(name: "poll") {
            .polled(
                await PollAnswer.asking(reads, question) {
                    let view = try await reads.rollout(id)
                    return (view, view.mark)
                })
        }
    }
}
