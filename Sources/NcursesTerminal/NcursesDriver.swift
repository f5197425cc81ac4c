import Glibc
import TerminalUI

/// A terminal through ncurses, on a thread of its own that reads it, draws on it, and runs what does both.
package actor NcursesDriver: TerminalDriver {
    package nonisolated let glyphs: GlyphSet
    /// What to tell the person once, such as an unknown terminal type.
    package nonisolated let notices: [SafeText]
    private let thread: TerminalThread
    private var receiver: (@Sendable ([TerminalEvent]) -> Void)?
    /// What arrived before anything received it.
    private var early: [TerminalEvent] = []
    /// None after it was closed.
    private var session: TerminalSession?
    private var emptyReads = 0

    /// Readable without anything to read, so many times in a row, is a terminal that has gone.
    private static let emptyReadLimit = 100

    /// Takes over the terminal of this process until ``close()``.
    package static func open(_ options: TerminalOptions) async throws(TerminalUnavailable) -> NcursesDriver {
        let thread = try TerminalThread()
        return try await withTaskExecutorPreference(thread) { () throws(TerminalUnavailable) in
            try NcursesDriver(on: thread, options)
        }
    }

    /// Call on the thread, because ncurses knows no other than the one that it was opened on.
    private init(on thread: TerminalThread, _ options: TerminalOptions) throws(TerminalUnavailable) {
        let session = try TerminalSession(options: options, signalPipe: thread.signalPipe)
        (glyphs, notices) = (session.glyphs, session.notices)
        self.thread = thread
        self.session = session
        thread.setReceiver { [weak self] signals, input in
            self?.assumeIsolated { $0.receive(signals, input) } ?? false
        }
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// What runs here answers a key without waking another thread.
    package nonisolated var executor: any TaskExecutor { thread }

    /// Its sleep costs no other thread.
    package nonisolated var clock: SystemDashboardClock {
        SystemDashboardClock { [thread] in try await thread.sleep(milliseconds: $0) }
    }

    package func deliver(to receive: @escaping @Sendable ([TerminalEvent]) -> Void) {
        receiver = receive
        emit(early)
        early = []
    }

    package func size() -> Size { session?.size ?? Size(columns: 80, rows: 24) }
    package func paint(_ frame: Frame) { session?.paint(frame) }
    package func forgetScreen() { session?.forgetScreen() }
    package func setAcceptsText(_ acceptsText: Bool) { session?.setAcceptsText(acceptsText) }
    package func setTheme(_ theme: Theme) { session?.setTheme(theme) }
    package func copy(_ text: SafeText) { session?.copy(text) }
    package func suspend() { session?.suspend() }
    package func edit(_ text: EditorText) -> EditorText.Outcome {
        session?.edit(text) ?? .failed("the terminal is gone")
    }

    package func close() {
        session?.close()
        session = nil
        receiver = nil
    }

    /// - Returns: whether there may be more input.
    private func receive(_ signals: [UInt8], _ input: Int16) -> Bool {
        emit(session?.events(for: signals) ?? [])
        let state = Int32(input)
        if state & POLLIN != 0 {
            let events = session?.read()
            emptyReads = events == nil ? emptyReads + 1 : 0
            emit(events ?? [])
        }
        guard state & (POLLHUP | POLLERR | POLLNVAL) != 0 || emptyReads > Self.emptyReadLimit else {
            return session != nil
        }
        emit([.terminated])
        return false
    }

    private func emit(_ events: [TerminalEvent]) {
        guard !events.isEmpty else { return }
        if let receiver { receiver(events) } else { early += events }
    }
}
