import CPseudoTerminal
import Foundation
import Glibc

/// The line between a program and an emulated terminal, served by a thread of its own.
final class TerminalConnection: Sendable {
    let session: terminal_session
    let watched: Watched<State>
    private let wakeup: CInt

    struct State {
        let emulator: Emulator
        var program = ProgramState.running
        /// Everything that reached the terminal.
        var output: [UInt8] = []
        /// What is typed and not yet taken by the line.
        var input: [UInt8] = []
        var request = Request.none
        /// Nobody but the thread may use the line's descriptor from then on.
        var isHungUp = false
        var isServed = true
    }

    enum ProgramState: Equatable {
        case running, suspended
        case ended(ExitStatus)
    }

    /// What the thread is to do next.
    enum Request {
        case none, resume, hangUp, close
    }

    init(
        _ executable: String, _ arguments: [String], _ environment: [String: String], columns: Int, rows: Int
    ) throws {
        var session = terminal_session()
        try withCommandLine(executable, arguments, environment) { arguments, environment in
            let failure = terminal_session_start(
                executable, arguments, environment, CInt(columns), CInt(rows), &session)
            try SystemError.check("starting \(executable)", failure)
        }
        self.session = session
        wakeup = wakeup_open()
        watched = Watched(State(emulator: Emulator(columns: columns, rows: rows)))
        Thread.detachNewThread { self.serve() }
    }

    /// Hands the thread something to send or to do.
    func submit<Result: Sendable>(_ body: @Sendable (inout State) -> Result) -> Result {
        let result = watched.read(body)
        var one: UInt64 = 1
        _ = write(wakeup, &one, MemoryLayout<UInt64>.size)
        return result
    }

    // MARK: On the thread

    private func serve() {
        ignorePipeSignal()
        var line = TerminalLine(session)
        while line.isServed {
            var polled = [
                pollfd(fd: line.terminal, events: Int16(POLLIN), revents: 0),
                pollfd(fd: line.events, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wakeup, events: Int16(POLLIN), revents: 0),
            ]
            if watched.read({ !$0.input.isEmpty }) { polled[0].events |= Int16(POLLOUT) }
            let ready = poll(&polled, nfds_t(polled.count), line.awaitsMark ? 200 : -1)
            if polled[2].revents != 0 { carryOutRequest(on: &line) }
            if polled[0].revents & Int16(POLLOUT) != 0 { sendInput(to: line) }
            if polled[0].revents & ~Int16(POLLOUT) != 0 { receiveOutput(from: &line) }
            if polled[1].revents != 0 { line.readEvent() }
            // A line that is gone, or that the program left stopped, brings no mark.
            publishEvent(of: &line, withoutMark: ready == 0 || line.terminal < 0)
        }
        line.end(killing: watched.read { $0.program == .running || $0.program == .suspended })
        Glibc.close(wakeup)
        watched.change { $0.isServed = false }
    }

    private func carryOutRequest(on line: inout TerminalLine) {
        var count: UInt64 = 0
        _ = read(wakeup, &count, MemoryLayout<UInt64>.size)
        let request = watched.read { state in
            defer { state.request = .none }
            return state.request
        }
        switch request {
        case .none: break
        case .resume: line.resume()
        case .hangUp: line.hangUp()
        case .close: line.isServed = false
        }
    }

    private func sendInput(to line: TerminalLine) {
        let terminal = line.terminal
        watched.read { state in
            let count = write(terminal, state.input, state.input.count)
            if count > 0 { state.input.removeFirst(count) }
        }
    }

    private func receiveOutput(from line: inout TerminalLine) {
        guard let bytes = line.readOutput() else { return }
        watched.change { state in
            state.output += bytes
            state.emulator.write(bytes[...])
            state.input += state.emulator.takeInput()
        }
    }

    private func publishEvent(of line: inout TerminalLine, withoutMark: Bool) {
        guard let event = line.event else { return }
        let isPublished = watched.read { state in
            let isMarked = state.output.suffix(TerminalLine.mark.count).elementsEqual(TerminalLine.mark)
            if isMarked { state.output.removeLast(TerminalLine.mark.count) }
            return isMarked || withoutMark
        }
        guard isPublished else { return }
        line.event = nil
        watched.change { state in
            state.program = wait_status_is_stop(event) != 0 ? .suspended : .ended(ExitStatus(waitStatus: event))
        }
    }
}
