import SlipwayCore
import SlipwayServices
import TerminalUI

/// One list, page by page around the cursor, filtered, sorted, marked and exported; the same for every kind of row.
struct ListScreen<Source: ListSource>: ActingScreen {
    typealias Command = ListCommand

    enum Message: Sendable {
        case polled(PollAnswer<ListReading<Source.Order, Source.Row>>)
        case counted(Filter, ListCount)
        /// What there is to complete a filter with, by the field.
        case valuesRead([String: [String]])
        case acted(Flash)
        /// What became of work that changes nothing here.
        case told(Flash?)
    }

    let source: Source
    let context: DashboardContext
    private(set) var query: ListQuery<Source.Order>
    private(set) var trouble: SafeText?
    private(set) var poll: Poll
    var pager: ListPager<Source>
    var prompt: FilterPrompt?
    var orderPicker: Picker?
    var export: ExportPrompt?
    var desk = ActionDesk()
    private var opensPrompt: Bool

    /// - Parameter opensPrompt: for the list to begin with the line of its filter.
    init(_ source: Source, context: DashboardContext, filter: Filter = .none, opensPrompt: Bool = false) {
        self.opensPrompt = opensPrompt
        self.source = source
        self.context = context
        query = ListQuery(filter: filter)
        poll = Poll(interval: context.interval)
        pager = ListPager(source)
    }

    var title: SafeText { SafeText(source.name) }
    var isEditing: Bool { prompt != nil || orderPicker != nil || export != nil || desk.isOpen }
    var acceptsText: Bool { prompt != nil || export != nil || desk.acceptsText }
    var footer: Footer? { prompt?.footer ?? export?.footer }
    static func acted(_ flash: Flash) -> Message { .acted(flash) }

    var keys: KeyTable<Command> {
        let actions = actions
        let nothing: SafeText? = pager.selected == nil ? "there is no row" : nil
        let closed: SafeText? =
            pager.selected.flatMap { source.opened($0) } == nil ? "there is nothing more to see" : nil
        var bound: Set<Key> = []
        let own = actions.compactMap { action -> KeyBinding<Command>? in
            guard let key = action.key, bound.insert(key).inserted else { return nil }
            return KeyBinding(.act(key), key, help: action.title, hint: key == "n" ? "new" : nil)
        }
        return (ListCommand.bindings + KeyTable(own) + ListCommand.motions).disabled { command in
            switch command {
            case .open: nothing ?? closed
            case .mark, .markRange, .copy: nothing
            case .actions: actions.isEmpty ? "there is nothing to act on" : nil
            case .act(let key):
                actions.contains { $0.key == key && $0.isPossible } ? nil : Self.reason(against: key, in: actions)
            case .move, .filter, .pickOrder, .reverse, .earlierOrder, .laterOrder, .unmarkAll, .scrollColumns, .export,
                .applyOrder, .reload, .nextTab, .previousTab:
                nil
            }
        }
    }

    /// On the marked rows, or on the one under the cursor; where marks are hidden, it is asked which are meant.
    var actions: [ScreenAction] {
        let acts = context.acts.lost(poll.lostSince != nil)
        return rowActions(acts) + source.generalActions(query, acts: acts)
    }

    private func rowActions(_ acts: DashboardActs) -> [ScreenAction] {
        let marked = pager.marked
        guard !marked.isEmpty else {
            return pager.selected.map { row in
                source.actions(on: [row], text: SafeText(source.copied(row), limit: 60), acts: acts)
            } ?? []
        }
        let hidden = marked.count - pager.markedAndShown.count
        let all = source.actions(
            on: marked, text: "all \(marked.count) marked" + (hidden > 0 ? " (\(hidden) hidden)" : ""), acts: acts)
        guard hidden > 0, !pager.markedAndShown.isEmpty else { return all }
        let shown = source.actions(
            on: pager.markedAndShown, text: "only the \(pager.markedAndShown.count) marked that are shown", acts: acts)
        return all + shown
    }

    mutating func appeared(at now: ClockReading) -> [ScreenCommand<Message>] {
        poll.resumed()
        defer { opensPrompt = false }
        return [ask(at: now, isForced: true)] + (opensPrompt ? openPrompt() : [])
    }

    mutating func tick(at now: ClockReading) -> [ScreenCommand<Message>] {
        (pager.tick(at: now) ? [.redraw] : []) + (poll.isDue(at: now.instant) ? [ask(at: now, isForced: false)] : [])
    }

    mutating func interrupted(at now: ClockReading) { poll.interrupted(at: now.instant) }

    mutating func perform(_ command: Command, at now: ClockReading) -> [ScreenCommand<Message>] {
        pager.noteKey(at: now)
        switch command {
        case .move(let motion): return pager.move(motion, at: now) ? [ask(at: now, isForced: true)] : []
        case .open: return open()
        case .filter: return openPrompt()
        case .pickOrder: orderPicker = Self.picker(query)
        case .reverse: return sort(query.order, isReversed: !query.isReversed, at: now)
        case .earlierOrder: return step(-1, at: now)
        case .laterOrder: return step(1, at: now)
        case .scrollColumns(let step): pager.scrollColumns(by: step)
        case .mark: pager.toggleMark(at: now)
        case .markRange: pager.markRange(at: now)
        case .unmarkAll: pager.unmarkAll()
        case .copy: return copy()
        case .export: export = ExportPrompt()
        case .actions: return showActions()
        case .act(let key): return act(by: key)
        case .applyOrder: pager.applyOrder()
        case .reload: return [ask(at: now, isForced: true)]
        case .nextTab: return [.run(ScreenRegistry.neighbour(of: source.name, by: 1))]
        case .previousTab: return [.run(ScreenRegistry.neighbour(of: source.name, by: -1))]
        }
        return []
    }

    mutating func update(_ message: Message, at now: ClockReading) -> [ScreenCommand<Message>] {
        switch message {
        case .polled(let answer): return received(answer, at: now)
        case .counted(let filter, let count):
            prompt?.counted(filter, count)
            return []
        case .valuesRead(let values):
            prompt?.known = values
            return []
        case .acted(let flash):
            desk.finished(flash)
            return [.flash(flash), ask(at: now, isForced: true)]
        case .told(let flash): return flash.map { [.flash($0)] } ?? []
        }
    }

    mutating func type(_ input: TextInput, at now: ClockReading) -> [ScreenCommand<Message>] {
        if desk.isOpen {
            let step = desk.type(input, at: now)
            return carryOut(step)
        }
        if orderPicker != nil { return pickOrder(input, at: now) }
        if export != nil { return typeExport(input) }
        switch prompt?.type(input) {
        case .changed: return prompt.map { [count($0.filter)] } ?? []
        case .closed: prompt = nil
        case .entered(let filter):
            prompt = nil
            return show(ListQuery(filter: filter, order: query.order, isReversed: query.isReversed), at: now)
        case .editing, nil: break
        }
        return []
    }

    mutating func order(_ line: String, at now: ClockReading) -> [ScreenCommand<Message>]? {
        [write(to: line)]
    }

    private mutating func received(
        _ answer: PollAnswer<ListReading<Source.Order, Source.Row>>, at now: ClockReading
    ) -> [ScreenCommand<Message>] {
        let commands: [ScreenCommand<Message>] = poll.received(answer, at: now)
        switch answer.outcome {
        case .read(let reading, _):
            trouble = nil
            if reading.query == query { pager.received(reading, at: now) }
        case .unchanged: trouble = nil
        case .refused(let why), .lost(let why): trouble = why
        }
        return commands
    }

    private mutating func ask(at now: ClockReading, isForced: Bool) -> ScreenCommand<Message> {
        let question = poll.question(at: now.instant, isForced: isForced)
        let (reads, list, query, request) = (context.reads, source.reads, query, pager.request)
        return .load(name: "poll") {
            .polled(
                await PollAnswer.asking(reads, question) {
                    try await list.reading(of: query, request, limit: DashboardReads.pageLimit)
                })
        }
    }

    private mutating func openPrompt() -> [ScreenCommand<Message>] {
        let prompt = FilterPrompt(query.filter, of: Source.Order.self)
        self.prompt = prompt
        let reads = context.reads
        return [
            count(prompt.filter),
            .load(name: "values") {
                do { return .valuesRead(try await reads.values()) } catch { return .told(nil) }
            },
        ]
    }

    private func count(_ filter: Filter) -> ScreenCommand<Message> {
        let list = source.reads
        let wanted = ListQuery(filter: filter, order: query.order)
        return .load(name: "count", delay: 250) {
            do { return .counted(filter, try await list.count(wanted)) } catch { return .told(nil) }
        }
    }

    private func open() -> [ScreenCommand<Message>] {
        switch pager.selected.flatMap({ source.opened($0) }) {
        case .screen(let screen): [.push(screen)]
        case .line(let line): [.run(line)]
        case nil: []
        }
    }

    private func copy() -> [ScreenCommand<Message>] {
        guard let row = pager.selected else { return [] }
        let text = SafeText(source.copied(row), limit: 500)
        return [.copy(text), .flash(.info("copied " + text + ": sent to the terminal, may be blocked"))]
    }

    mutating func show(_ query: ListQuery<Source.Order>, at now: ClockReading) -> [ScreenCommand<Message>] {
        self.query = query
        pager.restart(isReversed: query.isReversed)
        return [ask(at: now, isForced: true)]
    }

    private mutating func typeExport(_ input: TextInput) -> [ScreenCommand<Message>] {
        switch export?.type(input) {
        case .entered(let path):
            export = nil
            return [write(to: path)]
        case .closed: export = nil
        case .editing, nil: break
        }
        return []
    }

    private func write(to line: String) -> ScreenCommand<Message> {
        let (source, query) = (source, query)
        return .act { .told(await ListExport(source: source, query: query).write(to: line)) }
    }
}
