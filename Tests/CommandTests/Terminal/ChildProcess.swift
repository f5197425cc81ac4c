import CPseudoTerminal
import Foundation
import Glibc
import Testing

/// A program that runs without a terminal, served by a thread of its own.
final class ChildProcess: Sendable {
    /// What a program wrote, and how it ended.
    struct Outcome: Equatable {
        let status: ExitStatus
        let output: String
        let errors: String
    }

    private struct State {
        /// What the program has not read yet.
        var input: [UInt8]
        var output: [UInt8] = []
        var errors: [UInt8] = []
        var status: ExitStatus?
    }

    let identifier: pid_t
    private let pipes: child_process
    private let watched: Watched<State>

    private init(
        _ executable: String, _ arguments: [String], _ environment: [String: String], input: [UInt8]
    ) throws {
        var pipes = child_process()
        try withCommandLine(executable, arguments, environment) { arguments, environment in
            try SystemError.check(
                "starting \(executable)", child_process_start(executable, arguments, environment, &pipes))
        }
        self.pipes = pipes
        identifier = pipes.program
        watched = Watched(State(input: input))
        Thread.detachNewThread { self.serve() }
    }

    /// Starts a program, with `input` and then an end of file as its standard input.
    ///
    /// It goes on until it ends by itself or is killed: `with` makes sure of that.
    static func start(
        _ executable: String, _ arguments: [String] = [], environment: [String: String] = PseudoTerminal.xterm,
        input: String = ""
    ) throws -> ChildProcess {
        try ChildProcess(executable, arguments, environment, input: Array(input.utf8))
    }

    /// Starts a program for as long as the test uses it, then kills it.
    @discardableResult
    static func with<Result>(
        _ executable: String, _ arguments: [String] = [], environment: [String: String] = PseudoTerminal.xterm,
        input: String = "", _ body: (ChildProcess) async throws -> Result
    ) async throws -> Result {
        let process = try start(executable, arguments, environment: environment, input: input)
        defer { process.kill() }
        return try await body(process)
    }

    /// Runs a program to its end.
    static func run(
        _ executable: String, _ arguments: [String] = [], environment: [String: String] = PseudoTerminal.xterm,
        input: String = "", timeout: Duration = PseudoTerminal.patience,
        at location: SourceLocation = #_sourceLocation
    ) async throws -> Outcome {
        try await with(executable, arguments, environment: environment, input: input) { process in
            try await process.outcome(timeout: timeout, at: location)
        }
    }

    /// Sends a signal; nothing once the program has ended.
    func kill(_ signal: CInt = SIGKILL) {
        let identifier = identifier
        watched.read { state in
            if state.status == nil { _ = Glibc.kill(identifier, signal) }
        }
    }

    /// Holds the program where it is; it has come to rest when this returns, unless it has ended.
    func stop() {
        kill(SIGSTOP)
        while true {
            let stat = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8)
            // proc(5): the state follows the name, which stands in parentheses and may hold anything.
            let state = stat?.split(separator: ")").last?.split(separator: " ").first
            if state == nil || state == "T" || state == "Z" || state == "X" { return }
        }
    }

    /// Waits for the end of the program.
    func outcome(
        timeout: Duration = PseudoTerminal.patience, at location: SourceLocation = #_sourceLocation
    ) async throws -> Outcome {
        try await wait(for: "end of the program", timeout, location) { state in
            state.status.map { Outcome(status: $0, output: text(state.output), errors: text(state.errors)) }
        }
    }

    /// Waits until what the program wrote to its standard output contains `text`, and gives all of it.
    @discardableResult
    func waitForOutput(
        _ awaited: String, timeout: Duration = PseudoTerminal.patience,
        at location: SourceLocation = #_sourceLocation
    ) async throws -> String {
        try await wait(for: "output “\(awaited)”", in: { $0.output }, awaited, timeout, location)
    }

    /// The same of its standard error.
    @discardableResult
    func waitForErrors(
        _ awaited: String, timeout: Duration = PseudoTerminal.patience,
        at location: SourceLocation = #_sourceLocation
    ) async throws -> String {
        try await wait(for: "error “\(awaited)”", in: { $0.errors }, awaited, timeout, location)
    }

    private func wait(
        for words: String, in stream: (State) -> [UInt8], _ awaited: String, _ timeout: Duration,
        _ location: SourceLocation
    ) async throws -> String {
        try await wait(for: words, timeout, location) { state in
            let written = text(stream(state))
            return written.contains(awaited) ? written : nil
        }
    }

    private func wait<Found: Sendable>(
        for awaited: String, _ timeout: Duration, _ location: SourceLocation, find: (State) -> Found?
    ) async throws -> Found {
        if let found = try await watched.wait(timeout: timeout, snapshot: { $0 }, find: find) { return found }
        let state = watched.read { $0 }
        throw Expiry(
            awaited: awaited, timeout: timeout, location: location,
            instead: text(state.output) + text(state.errors))
    }

    // MARK: On the thread

    private func serve() {
        ignorePipeSignal()
        var output = pollfd(fd: pipes.output, events: Int16(POLLIN), revents: 0)
        var errors = pollfd(fd: pipes.errors, events: Int16(POLLIN), revents: 0)
        var input = pollfd(fd: pipes.input, events: Int16(POLLOUT), revents: 0)
        var hasEnded = false
        while !hasEnded {
            var polled = [output, errors, input, pollfd(fd: pipes.end, events: Int16(POLLIN), revents: 0)]
            poll(&polled, nfds_t(polled.count), -1)
            // Asked before the pipes are emptied: what the program wrote is all there then.
            hasEnded = polled[3].revents != 0
            if polled[0].revents != 0 || hasEnded { receive(&output, into: \.output) }
            if polled[1].revents != 0 || hasEnded { receive(&errors, into: \.errors) }
            if polled[2].revents != 0 { send(&input) }
        }
        for descriptor in [output.fd, errors.fd, input.fd, pipes.end] where descriptor >= 0 { close(descriptor) }
        reap()
    }

    /// Empties a pipe and closes it at its end.
    private func receive(_ polled: inout pollfd, into stream: any WritableKeyPath<State, [UInt8]> & Sendable) {
        let descriptor = polled.fd
        var count = 0
        repeat {
            let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, initialized in
                count = read(descriptor, buffer.baseAddress, buffer.count)
                initialized = max(0, count)
            }
            if count > 0 { watched.change { $0[keyPath: stream] += bytes } }
        } while count > 0
        if count == 0 {
            close(descriptor)
            polled.fd = -1
        }
    }

    private func send(_ polled: inout pollfd) {
        let descriptor = polled.fd
        let isDone = watched.read { state in
            let count = write(descriptor, state.input, state.input.count)
            if count > 0 { state.input.removeFirst(count) }
            return state.input.isEmpty || (count < 0 && errno != EAGAIN && errno != EINTR)
        }
        guard isDone else { return }
        close(descriptor)
        polled.fd = -1
    }

    private func reap() {
        let identifier = identifier
        // Behind the lock, so that `kill` never meets an identifier that has gone to another program.
        watched.change { state in
            var status: CInt = 0
            waitpid(identifier, &status, 0)
            state.status = ExitStatus(waitStatus: status)
        }
    }
}

private func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self)
}
