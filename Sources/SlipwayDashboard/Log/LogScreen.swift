import SlipwayCore
import SlipwayServices
import TerminalUI

/// What this dashboard and its background work have had to say, the latest first.
struct LogScreen: Screen {
    enum Command: Hashable, Sendable { case move(TableMotion), copy, applyOrder, reload }
    enum Message: Sendable {
        case polled([LogBook.Entry], PollAnswer<Bool>)
    }

    let title: SafeText = "log"
    private let context: DashboardContext
    private var entries: [LogBook.Entry] = []
    private var poll: Poll
    private var drawn: Drawn?
    private var table = Table<Int>(columns: [
        TableColumn("WHEN", .fixed(20)),
        TableColumn("KIND", .fixed(9), dropOrder: 1),
        TableColumn("MESSAGE", .flexible(minimum: 20)),
    ])

    init(context: DashboardContext) {
        self.context = context
        poll = Poll(interval: context.interval)
    }

    var keys: KeyTable<Command> {
        [
            KeyBinding(.copy, "y", help: "copy the message", hint: "copy")
                .disabled(table.cursor == nil ? "there is no message" : nil),
            KeyBinding(.applyOrder, "r", help: "apply the new order"),
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
        case .applyOrder: table.applyOrder()
        case .reload: return [ask(at: now, isForced: true)]
        case .copy:
            guard let entry = selected else { return [] }
            return [.copy(SafeText(entry.text)), .flash(.info("copied the message: sent to the terminal"))]
        }
        return []
    }

    mutating func update(_ message: Message, at now: ClockReading) -> [ScreenCommand<Message>] {
        switch message {
        case .polled(let entries, let answer):
            self.entries = entries
            return poll.received(answer, at: now)
        }
    }

    func headerLines(_ context: ViewContext) -> [HeaderLine] {
        [HeaderLine(ScreenRegistry.tabLine(selecting: "log"), trailing: poll.retryLine(context) ?? .empty)]
    }

    mutating func draw(into frame: inout Frame, area: Rect, context: ViewContext) {
        showRows(context)
        if context.layout == .line {
            return _ = frame.write(StyledText(selected.map { SafeText($0.text, limit: 200) } ?? "log"), in: area)
        }
        let (list, whole) = area.splitBottom(area.rows >= 12 ? 4 : 0)
        let (heading, body) = list.splitTop(1)
        table.draw(into: &frame, area: body)
        frame.write(StyledText(" ") + table.title("LOG"), in: heading)
        if entries.isEmpty { frame.write(StyledText("nothing has been said yet", .dim), column: 2, row: 1, in: body) }
        guard let selected, !whole.isEmpty else { return }
        frame.rule(row: 0, in: whole)
        let lines = SafeText(selected.text).wrapped(to: whole.columns - 2).prefix(whole.rows - 1)
        for (row, line) in lines.enumerated() { frame.write(line, column: 1, row: row + 1, in: whole) }
    }

    /// Rows are made with the times of the terminal, which only drawing knows; again only where they would differ.
    private mutating func showRows(_ context: ViewContext) {
        let minute = context.now.wall.milliseconds / (context.timeStyle == .relative ? 1_000 : 60_000)
        let wanted = Drawn(latest: entries.first?.number ?? 0, style: context.timeStyle, minute: minute)
        guard wanted != drawn else { return }
        drawn = wanted
        table.show(entries.map { Self.row($0, context) }, at: context.now)
    }

    private struct Drawn: Hashable {
        let latest: Int
        let style: TimeStyle
        let minute: Int64
    }

    private var selected: LogBook.Entry? { table.cursor.flatMap { number in entries.first { $0.number == number } } }

    private static func row(_ entry: LogBook.Entry, _ context: ViewContext) -> TableRow<Int> {
        let style: Style =
            switch entry.severity {
            case .info: .text
            case .warning: .warning
            case .error: .error
            }
        return TableRow(
            id: entry.number,
            cells: [
                StyledText(context.time(entry.at, seconds: true)),
                StyledText(SafeText(entry.severity.rawValue), style),
                StyledText(SafeText(entry.text, limit: 300)),
            ])
    }

    /// The messages are at hand; the database is asked all the same, so that the header stays true.
    private mutating func ask(at now: ClockReading, isForced: Bool) -> ScreenCommand<Message> {
        let question = poll.question(at: now.instant, isForced: isForced)
        let (reads, log) = (context.reads, context.log)
        return .load(name: "poll") {
            let answer = await PollAnswer.asking(reads, question) { (true, try await reads.mark()) }
            return .polled(log.entries, answer)
        }
    }
}

extension LogBook {
    /// Keeps a message that the dashboard has shown.
    package func note(_ flash: Flash) {
        let severity: Severity =
            switch flash.severity {
            case .info: .info
            case .warning: .warning
            case .error: .error
            }
        note(severity, flash.text.plain())
    }
}
