import SlipwayCore
import SlipwayServices
import TerminalUI

/// Home: every open rollout and the latest ended ones, those first that need somebody.
struct RolloutsScreen: Screen {
    enum Command: Hashable, Sendable { case move(TableMotion), open, applyOrder, reload }
    typealias Message = PollAnswer<HomeView>

    let title: SafeText = "rollouts"
    private let reads: DashboardReads
    private(set) var home: HomeView?
    /// Why there is no newer answer.
    private(set) var trouble: SafeText?
    private(set) var poll: Poll
    var table = Table<Rollout.ID>(columns: RolloutColumns.all)
    private var glyphs = GlyphSet.unicode
    private var notices: [SafeText]

    /// - Parameters:
    ///   - interval: milliseconds between two polls.
    ///   - notices: told once, when the screen first appears.
    init(reads: DashboardReads, interval: Int64, notices: [SafeText] = []) {
        self.reads = reads
        self.notices = notices
        poll = Poll(interval: interval)
    }

    var keys: KeyTable<Command> {
        [
            KeyBinding(.open, .enter, help: "open the rollout's batch, live", hint: "open"),
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
        table.tick(at: now)
        return poll.isDue(at: now.instant) ? [ask(at: now, isForced: false)] : []
    }

    mutating func perform(_ command: Command, at now: ClockReading) -> [ScreenCommand<Message>] {
        table.noteKey(at: now)
        switch command {
        case .move(let motion): table.move(motion, at: now)
        case .open: return open()
        case .applyOrder: table.applyOrder()
        case .reload: return [ask(at: now, isForced: true)]
        }
        return []
    }

    mutating func update(_ answer: Message, at now: ClockReading) -> [ScreenCommand<Message>] {
        let commands: [ScreenCommand<Message>] = poll.received(answer, at: now)
        switch answer.outcome {
        case .read(let home, _):
            trouble = nil
            self.home = home
            showRows(at: now)
            return commands + [.needsWorker(home.workWaiting && !home.workerAlive)]
        case .unchanged: trouble = nil
        case .refused(let why), .lost(let why): trouble = why
        }
        return commands
    }

    /// The rollout under the cursor.
    var selected: HomeRow? { table.cursor.flatMap { id in home?.rollouts.first { $0.summary.rollout.id == id } } }

    /// Rows are made with the glyphs of the terminal, which only drawing knows.
    mutating func adopt(_ glyphs: GlyphSet, at now: ClockReading) {
        guard glyphs != self.glyphs else { return }
        self.glyphs = glyphs
        showRows(at: now)
    }

    private mutating func showRows(at now: ClockReading) {
        guard let home else { return }
        table.show(home.rollouts.map { RolloutColumns.row($0, glyphs) }, at: now)
    }

    private func open() -> [ScreenCommand<Message>] {
        guard let summary = selected?.summary else { return [] }
        let screen = BatchLiveScreen(
            summary.batchID, name: summary.rollout.name, reads: reads, interval: poll.interval)
        return [.push(AnyScreen(screen))]
    }

    private mutating func ask(at now: ClockReading, isForced: Bool) -> ScreenCommand<Message> {
        let known = isForced ? nil : poll.knownMark(at: now.instant)
        poll.asked(at: now.instant)
        let reads = reads
        return .load(name: "poll") {
            await PollAnswer.asking(reads, knowing: known) {
                let home = try await reads.home()
                return (home, home.mark)
            }
        }
    }
}
