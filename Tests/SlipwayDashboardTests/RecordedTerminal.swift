import Synchronization
import TerminalUI

/// Shows what was painted to whoever waits for it.
final class RecordedTerminal: TerminalDriver {
    private let receiver = Mutex(Receiver())
    private let frames: AsyncStream<Frame>
    private let frameFeed: AsyncStream<Frame>.Continuation

    private struct Receiver {
        var receive: (@Sendable ([TerminalEvent]) -> Void)?
    }

    init() { (frames, frameFeed) = AsyncStream.makeStream(of: Frame.self) }

    /// Call once something was painted.
    func send(_ batch: TerminalEvent...) { receiver.withLock { $0 }.receive?(batch) }

    func waitForPaint(_ isExpected: (String) -> Bool) async {
        for await frame in frames where isExpected(frame.text) { return }
    }

    func deliver(to receive: @escaping @Sendable ([TerminalEvent]) -> Void) async {
        receiver.withLock { $0.receive = receive }
    }
    func size() async -> Size { Size(columns: 80, rows: 24) }
    func paint(_ frame: Frame) async { frameFeed.yield(frame) }
    func forgetScreen() async {}
    func setAcceptsText(_ acceptsText: Bool) async {}
    func setTheme(_ theme: Theme) async {}
    func copy(_ text: SafeText) async {}
    func suspend() async {}
    func edit(_ text: EditorText) async -> EditorText.Outcome { .saved(text.text) }
    func close() async {}
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
}

/// True once.
final class FirstTime: Sendable {
    private let isOver = Mutex(false)

    func take() -> Bool {
        isOver.withLock { isOver in
            defer { isOver = true }
            return !isOver
        }
    }
}

extension AsyncStream where Element: Sendable {
    @discardableResult
    func first() async -> Element? {
        for await element in self { return element }
        return nil
    }
}
