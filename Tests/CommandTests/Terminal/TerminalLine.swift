import CPseudoTerminal
import Glibc

/// The descriptors of a terminal session, for the one thread that serves them.
struct TerminalLine {
    static let mark = Array(TERMINAL_SESSION_MARK.utf8)

    var isServed = true
    /// A wait status that waits for the output before it.
    var event: CInt?
    /// Both are -1, which `poll` skips, once they are closed or have ended.
    private(set) var terminal: CInt
    private(set) var events: CInt
    private let session: terminal_session

    init(_ session: terminal_session) {
        self.session = session
        terminal = session.terminal
        events = session.events
    }

    var awaitsMark: Bool { event != nil }

    /// Nil when there is nothing.
    mutating func readOutput() -> [UInt8]? {
        var failure: CInt = 0
        let descriptor = terminal
        let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            let received = read(descriptor, buffer.baseAddress, buffer.count)
            failure = received < 0 ? errno : 0
            count = max(0, received)
        }
        if failure != 0, failure != EAGAIN, failure != EINTR { hangUp() }
        return bytes.isEmpty ? nil : bytes
    }

    mutating func readEvent() {
        var received = terminal_event()
        if read(events, &received, MemoryLayout<terminal_event>.size) == MemoryLayout<terminal_event>.size {
            event = received.status
        } else {
            events = -1
        }
    }

    func resume() {
        _ = write(session.commands, [0], 1)
    }

    mutating func hangUp() {
        if terminal >= 0 { close(terminal) }
        terminal = -1
    }

    mutating func end(killing isRunning: Bool) {
        if isRunning { kill(-session.program, SIGKILL) }
        close(session.commands)
        hangUp()
        waitpid(session.supervisor, nil, 0)
        close(session.events)
    }
}

/// A write to a program that is gone fails on this thread, and no longer ends the tests.
func ignorePipeSignal() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
}
