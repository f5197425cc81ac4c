import SlipwayCore
import SlipwayServices
import TerminalUI

/// Home: every open rollout and the latest ended ones, those first that need attention.
struct RolloutsScreen: ActingScreen {
    enum Command: Hashable, Sendable {
        case move(TableMotion), open, approve, act(Key), actions, create, filter, copy, handOver, applyOrder, reload
        case nextTab, previousTab
    }

    enum Message: Sendable {
        case polled(PollAnswer<HomeView>)
        case explained(Rollout.ID, RolloutExplanation?, of: ChangeMark)
        case acted(Flash)
    }

    let title: SafeText = "rollouts"
    private let context: DashboardContext
    private(set) var home: HomeView?
    /// What is wrong, of each answer once: every key draws it again.
    var attention: DrawnAttention?
    /// Why there is no newer answer.
    private(set) var trouble: SafeText?
    private(set) var poll: Poll
    var table = Table<Rollout.ID>(columns: RolloutColumns.all)
    private var glyphs = GlyphSet.unicode
    private var notices: [SafeText]
    /// Whether there is room for what one rollout says beside the list.
    private var showsDetail = false
    /// Of the row under the cursor, where the list tells nothing of its causes: which it is, and of which moment.
    private var explained: Explained?
    var desk = ActionDesk()

    /// - Parameter notices: told once, when the screen first appears.
    init(context: DashboardContext, notices: [SafeText] = []) {
        self.context = context
        self.notices = notices
        poll = Poll(interval: context.interval)
    }

    var isEditing: Bool { desk.isOpen }
    var acceptsText: Bool { desk.acceptsText }
    static func acted(_ flash: Flash) -> Message { .acted(flash) }

    var actions: [ScreenAction] { rolloutActions + HaltActions(acts: acts).all }

    /// Those that keys give.
    private var rolloutActions: [ScreenAction] {
        selected.map { RolloutActions(summary: $0.summary, acts: acts).all } ?? []
    }

    private var acts: DashboardActs { context.acts.lost(poll.lostSince != nil) }

    var helpTopics: [HelpOverlay.Section] {
        ReasonText.helpTopics(of: home?.rollouts.flatMap(\.summary.reasons) ?? [])
    }

    var keys: KeyTable<Command> {
        let (actions, refusal) = (rolloutActions, context.acts.refusal)
        let nothing: SafeText? = table.cursor == nil ? "there is no rollout yet" : nil
        let awaits = selected?.summary.rollout.awaitsApproval == true
        return (awaits ? Self.bindingsToApprove : Self.bindings).disabled { command in
            switch command {
            case .open, .copy, .handOver: nothing
            case .approve: nothing ?? (awaits ? nil : "it does not wait for approval")
            case .act(let key): Self.reason(against: key, in: actions)
            case .create: refusal
            case .move, .actions, .filter, .applyOrder, .reload, .nextTab, .previousTab: nil
            }
        }
    }

    private static let bindings = bindings(approving: false)
    /// Where the selected one waits for it.
    private static let bindingsToApprove = bindings(approving: true)

    private static func bindings(approving: Bool) -> KeyTable<Command> {
        [
            KeyBinding(.open, .enter, help: "open the rollout, live", hint: "open"),
            KeyBinding(
                .approve, "Y", help: "open what waits for approval, and approve it", hint: approving ? "approve" : nil),
            KeyBinding(.act("P"), "P", help: "pause the rollout, or resume it", hint: "pause"),
            KeyBinding(.act("X"), "X", help: "cancel the rollout", hint: "cancel"),
            KeyBinding(.act("R"), "R", help: "retry what failed of the rollout"),
            KeyBinding(.actions, "a", help: "what can be done, and why the rest cannot", hint: "actions"),
            KeyBinding(.create, "n", help: "start a new rollout", hint: "new"),
            KeyBinding(.filter, "/", help: "find one among all batches, those too that ended long ago", hint: "filter"),
            KeyBinding(.copy, "y", help: "copy the rollout's name"),
            KeyBinding(.handOver, "H", help: "copy what the next person on call has to know of the rollout"),
            KeyBinding(.nextTab, .tab, help: "the next list"),
            KeyBinding(.previousTab, .backTab, help: "the list before"),
            KeyBinding(.applyOrder, "r", help: "apply the new order"),
            KeyBinding(.reload, .control("r"), help: "ask the database now"),
        ] + TableMotion.keys.map { .move($0) }
    }

    mutating func appeared(at now: ClockReading) -> [ScreenCommand<Message>] {
        poll.resumed()
        defer { notices = [] }
        return notices.map { .flash(.warning($0)) } + [ask(at: now, isForced: true)]
    }

    mutating func tick(at now: ClockReading) -> [ScreenCommand<Message>] {
        (table.tick(at: now) ? [.redraw] : []) + explainSelected()
            + (poll.isDue(at: now.instant) ? [ask(at: now, isForced: false)] : [])
    }

    mutating func interrupted(at now: ClockReading) { poll.interrupted(at: now.instant) }

    mutating func perform(_ command: Command, at now: ClockReading) -> [ScreenCommand<Message>] {
        table.noteKey(at: now)
        switch command {
        case .move(let motion):
            table.move(motion, at: now)
            return explainSelected()
        case .open: return open()
        case .approve: return open(asking: "Y")
        case .act(let key): return act(by: key)
        case .actions: return showActions()
        case .create: return [.push(RolloutForm.screen(context))]
        case .filter:
            return [.push(AnyScreen(ListScreen(BatchList(context: context), context: context, opensPrompt: true)))]
        case .copy: return copy()
        case .handOver:
            guard let home, let detailed else { return [] }
            return HandOver(detailed, at: home.at).copied()
        case .nextTab: return [.run(ScreenRegistry.neighbour(of: "rollouts", by: 1))]
        case .previousTab: return [.run(ScreenRegistry.neighbour(of: "rollouts", by: -1))]
        case .applyOrder: table.applyOrder()
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
        case .explained(let rollout, let explanation, let mark):
            guard explained?.rollout == rollout, explained?.mark == mark else { return explainSelected() }
            if let explanation { explained?.explanation = explanation }
            return []
        case .acted(let flash):
            desk.finished(flash)
            return [.flash(flash), ask(at: now, isForced: true)]
        }
    }

    private mutating func received(
        _ answer: PollAnswer<HomeView>, at now: ClockReading
    ) -> [ScreenCommand<Message>] {
        let commands: [ScreenCommand<Message>] = poll.received(answer, at: now)
        switch answer.outcome {
        case .read(let home, _):
            trouble = nil
            self.home = home
            attention = DrawnAttention(AttentionList(home))
            showRows(at: now)
            return commands + [.badges(home.service.lacksWorker ? [.noWorker] : [])] + explainSelected()
        case .unchanged: trouble = nil
        case .refused(let why), .lost(let why): trouble = why
        }
        return commands
    }

    /// The rollout under the cursor.
    var selected: HomeRow? { table.cursor.flatMap { id in home?.rollouts.first { $0.summary.rollout.id == id } } }

    /// The same with all that is known of its causes, for the place beside the list.
    var detailed: HomeRow? {
        guard var row = selected else { return nil }
        if let home, row.needsExplanation, explained?.rollout == row.summary.rollout.id,
            let explanation = explained?.explanation
        {
            row.explain(by: explanation, at: home.at)
        }
        return row
    }

    /// From the first time on that there is room for it.
    mutating func showDetail() { showsDetail = true }

    /// Asks once a moment, and once a rollout; the answer before stays until there is another.
    private mutating func explainSelected() -> [ScreenCommand<Message>] {
        guard showsDetail, let home, let row = selected, row.needsExplanation else { return [] }
        let id = row.summary.rollout.id
        guard explained?.rollout != id || explained?.mark != home.mark else { return [] }
        let before = explained?.rollout == id ? explained?.explanation : nil
        explained = Explained(rollout: id, mark: home.mark, explanation: before)
        let (reads, mark) = (context.reads, home.mark)
        return [
            .load(name: "explanation") { .explained(id, try? await reads.explanation(id), of: mark) }
        ]
    }

    private struct Explained {
        let rollout: Rollout.ID
        let mark: ChangeMark
        /// None until it is there.
        var explanation: RolloutExplanation?
    }

    /// Rows are made with the glyphs of the terminal, which only drawing knows.
    mutating func adopt(_ glyphs: GlyphSet, at now: ClockReading) {
        guard glyphs != self.glyphs else { return }
        self.glyphs = glyphs
        showRows(at: now)
    }

    private mutating func showRows(at now: ClockReading) {
        guard let home else { return }
        table.show(home.rollouts.map { RolloutColumns.row($0, at: home.at, glyphs) }, at: now)
    }

    /// - Parameter key: of the action that its screen asks about first.
    private func open(asking key: Key? = nil) -> [ScreenCommand<Message>] {
        guard let summary = selected?.summary else { return [] }
        let rollout = summary.rollout
        guard rollout.targets == nil, let batch = summary.batchID else {
            let screen = RolloutLiveScreen(
                rollout.id, name: rollout.name, context: context, lostSince: poll.lostSince, asking: key)
            return [.push(AnyScreen(screen))]
        }
        let screen = BatchLiveScreen(
            batch, name: summary.rollout.name, context: context, lostSince: poll.lostSince, asking: key)
        return [.push(AnyScreen(screen))]
    }

    private func copy() -> [ScreenCommand<Message>] {
        guard let name = selected.map({ SafeText($0.summary.rollout.name, limit: 200) }) else { return [] }
        return [.copy(name), .flash(.info("copied " + name + ": sent to the terminal, may be blocked"))]
    }

    private mutating func ask(at now: ClockReading, isForced: Bool) -> ScreenCommand<Message> {
        let question = poll.question(at: now.instant, isForced: isForced)
        let reads = context.reads
        return .load(name: "poll") {
            .polled(
                await PollAnswer.asking(reads, question) {
                    let home = try await reads.home()
                    return (home, home.mark)
                })
        }
    }
}
