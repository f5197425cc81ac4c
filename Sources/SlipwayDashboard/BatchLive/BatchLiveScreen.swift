import SlipwayCore
import SlipwayServices
import TerminalUI

/// One batch while it happens: is it moving, is it safe, why does it fail, who needs a human, what happened last.
struct BatchLiveScreen: Screen {
    enum Command: Hashable, Sendable { case move(TableMotion), show(Tab), other, reload }
    enum Tab: Hashable, Sendable { case summary, devices }
    typealias Message = PollAnswer<BatchReading>

    private let id: UpdateBatch.ID
    private let reads: DashboardReads
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
    init(_ id: UpdateBatch.ID, name: String? = nil, reads: DashboardReads, interval: Int64) {
        self.id = id
        self.name = name.map { SafeText($0, limit: 60) } ?? "batch \(id.description)"
        self.reads = reads
        poll = Poll(interval: interval)
    }

    var title: SafeText { view.map { SafeText($0.live.batch.name, limit: 60) } ?? name }

    var keys: KeyTable<Command> {
        [
            KeyBinding(.show(.summary), "1", help: "the summary", hint: "summary"),
            KeyBinding(.show(.devices), "4", help: "its devices", hint: "devices"),
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
        case .reload: return [ask(at: now, isForced: true)]
        }
    }

    mutating func update(_ answer: Message, at now: ClockReading) -> [ScreenCommand<Message>] {
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
            await PollAnswer.asking(reads, knowing: known) {
                let view = try await reads.live(id)
                guard let wanted else { return (BatchReading(page: nil, view: view), view.mark) }
                let page = DevicePage(request: wanted, rows: try await reads.devices(id, wanted.position))
                return (BatchReading(page: page, view: view), view.mark)
            }
        }
    }
}
