import Synchronization
import Testing

@testable import TerminalUI

struct LoopTests {
    @Test func `a frame goes out only when it differs, at once after a key and else four times a second`() {
        var schedule = PaintSchedule()
        let size = Size(columns: 4, rows: 1)
        let blank = Frame(size: size)
        var other = blank
        other.write("x", in: other.area)
        let start = ScreenInstant(milliseconds: 0)
        #expect(schedule.accepts(blank, at: start) == true)
        #expect(schedule.mustWait(isPrompt: false, at: start + 249))
        #expect(!schedule.mustWait(isPrompt: true, at: start + 1))
        #expect(!schedule.mustWait(isPrompt: false, at: start + 250))
        #expect(schedule.accepts(blank, at: start + 250) == false)
        #expect(schedule.accepts(other, at: start + 250) == true)
        schedule.forget()
        #expect(schedule.accepts(other, at: start + 260) == true)
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
        let header = HeaderState(organization: "acme", viewer: .named("ada"))
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
        let first = session.begin(key).serial
        let second = session.begin(key).serial
        #expect(session.finish(key, serial: first) == false)
        #expect(session.finish(key, serial: second) == true)
        #expect(session.finish(key, serial: second) == false)
    }
}

/// Remembers what was painted.
final class RecordedTerminal: TerminalDriver {
    let events: AsyncStream<[TerminalEvent]>
    private let feed: AsyncStream<[TerminalEvent]>.Continuation
    private let state = Mutex((painted: [String](), isClosed: false))

    init() { (events, feed) = AsyncStream.makeStream(of: [TerminalEvent].self) }

    var paints: Int { state.withLock { $0.painted.count } }
    var isClosed: Bool { state.withLock { $0.isClosed } }

    func send(_ batch: [TerminalEvent]) { feed.yield(batch) }

    func hasPainted(_ text: String) -> Bool {
        state.withLock { $0.painted.contains { $0.contains(text) } }
    }

    func size() async -> Size { Size(columns: 80, rows: 24) }
    func paint(_ frame: Frame) async { state.withLock { $0.painted.append(frame.text) } }
    func forgetScreen() async {}
    func setAcceptsText(_ acceptsText: Bool) async {}
    func setTheme(_ theme: Theme) async {}
    func copy(_ text: SafeText) async {}
    func suspend() async {}
    func edit(_ text: EditorText) async -> EditorText.Outcome { .saved(text.text.uppercased()) }
    func close() async {
        state.withLock { $0.isClosed = true }
        feed.finish()
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
