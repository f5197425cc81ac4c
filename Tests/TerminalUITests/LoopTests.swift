import Synchronization
import Testing

@testable import TerminalUI

struct LoopTests {
    private let start = ScreenInstant(milliseconds: 0)

    @Test func `a frame goes out only when it differs from the one that is shown`() {
        var schedule = PaintSchedule()
        #expect(schedule.accepts(.saying("a"), isPrompt: true, at: start) == true)
        #expect(schedule.accepts(.saying("a"), isPrompt: true, at: start + 250) == false)
        #expect(schedule.accepts(.saying("b"), isPrompt: true, at: start + 250) == true)
        schedule.forget()
        #expect(schedule.accepts(.saying("b"), isPrompt: true, at: start + 260) == true)
    }

    @Test func `keys, and the first data after one, are painted at once`() {
        var schedule = PaintSchedule()
        let steps: [(isPrompt: Bool, text: SafeText)] = [
            (true, "loading"), (false, "rollouts"), (true, "opened"), (false, "devices"), (true, "moved"),
        ]
        for (offset, step) in steps.enumerated() {
            let now = start + Int64(offset)
            let wait = schedule.wait(isPrompt: step.isPrompt, at: now)
            #expect(wait == 0)
            #expect(schedule.accepts(.saying(step.text), isPrompt: step.isPrompt, at: now) == true)
        }
    }

    @Test func `data that pours in is painted four times a second, the last of it too`() {
        var schedule = PaintSchedule()
        var painted: [Int64] = []
        for offset in Int64(0)...1_000 where schedule.wait(isPrompt: false, at: start + offset) == 0 {
            #expect(schedule.accepts(.saying("figure \(offset)"), isPrompt: false, at: start + offset) == true)
            painted.append(offset)
        }
        #expect(painted == [0, 250, 500, 750, 1_000])
        let waits = [1_001, 1_249, 1_250].map { schedule.wait(isPrompt: false, at: start + $0) }
        #expect(waits == [249, 1, 0])
    }

    @Test(.timeLimit(.minutes(5)))
    func `the loop paints what arrives before any time has passed`() async {
        let terminal = RecordedTerminal()
        let clock = SteppedClock()
        async let left = DashboardLoop(driver: terminal, clock: clock, glyphs: .ascii).run(.example())
        await terminal.waitForPaint { $0.contains("> a") }
        #expect(clock.reading().instant.milliseconds == 0)
        terminal.send([.terminated])
        #expect(await left.isFinished)
    }

    @Test(.timeLimit(.minutes(5)))
    func `the loop paints what had to wait once it may`() async {
        let terminal = RecordedTerminal()
        let clock = SteppedClock()
        let (answers, answer) = AsyncStream.makeStream(of: String.self)
        async let left = DashboardLoop(driver: terminal, clock: clock, glyphs: .ascii).run(
            Application(home: AnyScreen(FigureScreen(answers: answers)), header: .example()))
        answer.yield("first")
        await terminal.waitForPaint { $0.contains("first") }
        answer.yield("last")
        await clock.step { terminal.hasPainted("last") }
        terminal.send([.terminated])
        #expect(await left.isFinished)
    }

    @Test(.timeLimit(.minutes(5)))
    func `the loop paints what changed, nothing when idle, and closes the terminal`() async {
        let terminal = RecordedTerminal()
        let clock = SteppedClock()
        let loop = DashboardLoop(driver: terminal, clock: clock, glyphs: .ascii)
        async let left = loop.run(.example())
        await clock.step { terminal.hasPainted("> a") }
        let painted = terminal.paints
        // Each step is one tick of the loop; the acknowledgement is the sleep that follows it.
        for _ in 0..<20 { await clock.step() }
        #expect(terminal.paints == painted)
        terminal.send([.key("j")])
        await clock.step { terminal.hasPainted("> b") }
        terminal.send([.key("w")])
        await clock.step { terminal.hasPainted("saved") }
        terminal.send([.terminated])
        #expect(await left.isFinished)
        #expect(terminal.isClosed)
    }

    @Test(.timeLimit(.minutes(5)))
    func `the loop lends the terminal to an editor and gives back what it saved`() async {
        var draft = ExampleForm.Draft()
        draft.rows = ChunkedArray([["gw-1", "sn-1"]])
        let terminal = RecordedTerminal()
        let clock = SteppedClock()
        let loop = DashboardLoop(driver: terminal, clock: clock, glyphs: .ascii)
        let header = HeaderState.example()
        async let left = loop.run(
            Application(home: AnyScreen(FormScreen(ExampleForm(), draft: draft)), header: header))
        terminal.send([.key("2"), .key(.control("x")), .key(.control("e"))])
        await clock.step { terminal.hasPainted("GW-1") }
        terminal.send([.terminated])
        #expect(await left.top(FormScreen<ExampleForm>.self)?.draft.rows == ChunkedArray([["GW-1", "SN-1"]]))
    }

    @Test func `a load is superseded by the next of its name`() {
        var session = LoopSession(application: .example(), size: Size(columns: 80, rows: 24))
        let key = WorkKey(screen: 0, name: "names", isLoad: true)
        let first = session.begin(key)
        let second = session.begin(key)
        #expect(session.finish(key, serial: first) == false)
        #expect(session.finish(key, serial: second) == true)
        #expect(session.finish(key, serial: second) == false)
    }
}

/// Shows the latest answer, and asks for the next at once.
private struct FigureScreen: Screen {
    enum Command: Hashable, Sendable {}

    let title: SafeText = "figures"
    let keys = KeyTable<Command>()
    let answers: AsyncStream<String>
    var latest = ""

    mutating func appeared(at now: ClockReading) -> [ScreenCommand<String>] { [next] }
    mutating func perform(_ command: Command, at now: ClockReading) -> [ScreenCommand<String>] {}
    mutating func update(_ message: String, at now: ClockReading) -> [ScreenCommand<String>] {
        latest = message
        return [next]
    }
    mutating func draw(into frame: inout Frame, area: Rect, context: ViewContext) {
        frame.write(SafeText(latest), in: area)
    }

    private var next: ScreenCommand<String> {
        .load(name: "next") { [answers] in
            for await answer in answers { return answer }
            return ""
        }
    }
}

extension Frame {
    static func saying(_ text: SafeText) -> Frame {
        var frame = Frame(size: Size(columns: 20, rows: 1))
        frame.write(text, in: frame.area)
        return frame
    }
}

/// Remembers what was painted.
final class RecordedTerminal: TerminalDriver {
    private let line = TerminalLine()
    private let state = Mutex((painted: [String](), isClosed: false))

    var paints: Int { state.withLock { $0.painted.count } }
    var isClosed: Bool { state.withLock { $0.isClosed } }

    func send(_ batch: [TerminalEvent]) { line.send(batch) }

    func hasPainted(_ text: String) -> Bool {
        state.withLock { $0.painted.contains { $0.contains(text) } }
    }

    func waitForPaint(_ isWanted: (String) -> Bool) async {
        while !state.withLock({ $0.painted.contains(where: isWanted) }), !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(2))
        }
    }

    func deliver(to receive: @escaping @Sendable ([TerminalEvent]) -> Void) async { line.connect(receive) }
    func size() async -> Size { Size(columns: 80, rows: 24) }
    func paint(_ frame: Frame) async { state.withLock { $0.painted.append(frame.text) } }
    func forgetScreen() async {}
    func setAcceptsText(_ acceptsText: Bool) async {}
    func setTheme(_ theme: Theme) async {}
    func copy(_ text: SafeText) async {}
    func suspend() async {}
    func edit(_ text: EditorText) async -> EditorText.Outcome { .saved(text.text.uppercased()) }
    func close() async { state.withLock { $0.isClosed = true } }
}

/// Keeps what is sent before anything receives it.
final class TerminalLine: Sendable {
    private struct State {
        var receive: (@Sendable ([TerminalEvent]) -> Void)?
        var early: [TerminalEvent] = []
    }

    private let state = Mutex(State())

    func connect(_ receive: @escaping @Sendable ([TerminalEvent]) -> Void) {
        let early = state.withLock { state in
            state.receive = receive
            return state.early
        }
        receive(early)
    }

    func send(_ batch: [TerminalEvent]) {
        let receive = state.withLock { state in
            if state.receive == nil { state.early += batch }
            return state.receive
        }
        receive?(batch)
    }
}

/// Moves only when a test says so.
final class SteppedClock: DashboardClock {
    private let now = Mutex(Int64(0))
    private let steps: AsyncStream<Void>
    private let stepFeed: AsyncStream<Void>.Continuation
    private let sleeps: AsyncStream<Void>
    private let sleepFeed: AsyncStream<Void>.Continuation

    init() {
        (steps, stepFeed) = AsyncStream.makeStream(of: Void.self)
        (sleeps, sleepFeed) = AsyncStream.makeStream(of: Void.self)
    }

    func reading() -> ClockReading {
        let milliseconds = now.withLock { $0 }
        return ClockReading(
            instant: ScreenInstant(milliseconds: milliseconds), wall: WallTime(milliseconds: milliseconds))
    }

    func sleep(milliseconds: Int64) async throws {
        sleepFeed.yield()
        for await _ in steps { break }
        try Task.checkCancellation()
        now.withLock { $0 += milliseconds }
    }

    func step() async {
        for await _ in sleeps { break }
        stepFeed.yield()
    }

    /// Tick by tick, since what happens between two ticks may be painted with either.
    func step(until isReached: () -> Bool) async {
        while !isReached() { await step() }
    }
}
