import CPseudoTerminal
import Foundation
import Glibc
import Testing

/// A program in a terminal, as an operator sees and uses it.
final class PseudoTerminal: Sendable {
    /// How long a test waits at most, on a machine with other work to do.
    static let patience = Duration.seconds(20)

    /// What the terminal was like before the program started.
    let initialModes: TerminalModes
    private let connection: TerminalConnection

    private init(
        _ executable: String, _ arguments: [String], _ environment: [String: String], columns: Int, rows: Int
    ) throws {
        connection = try TerminalConnection(executable, arguments, environment, columns: columns, rows: rows)
        initialModes = TerminalModes(connection.session.initial, Emulator(columns: columns, rows: rows).switches)
    }

    /// Runs a program in a terminal of its own while the test uses it, then kills what is left of it.
    @discardableResult
    static func with<Result>(
        _ executable: String, _ arguments: [String] = [], environment: [String: String] = xterm,
        columns: Int = 80, rows: Int = 24, _ body: (PseudoTerminal) async throws -> Result
    ) async throws -> Result {
        let terminal = try PseudoTerminal(executable, arguments, environment, columns: columns, rows: rows)
        do {
            let result = try await body(terminal)
            await terminal.close()
            return result
        } catch {
            await terminal.close()
            throw error
        }
    }

    /// A terminal with 256 colours in a UTF-8 locale, and nothing else.
    static let xterm = ["TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin"]

    // MARK: What it shows

    var screen: Screen {
        connection.watched.read { $0.emulator.screen }
    }

    var modes: TerminalModes {
        get throws {
            let terminal = connection.session.terminal
            return try connection.watched.read { state in
                var line = termios()
                if state.isHungUp { throw SystemError(call: "tcgetattr", number: EIO) }
                if tcgetattr(terminal, &line) != 0 { throw SystemError(call: "tcgetattr", number: errno) }
                return TerminalModes(line, state.emulator.switches)
            }
        }
    }

    /// Everything that reached the terminal so far: what the program wrote, and what the line echoed of the input.
    var output: [UInt8] {
        connection.watched.read { $0.output }
    }

    /// The size of `output`.
    var bytesWritten: Int {
        connection.watched.read { $0.output.count }
    }

    /// How often threads of the program have gone to sleep so far: each time something had to wake one again.
    var sleeps: Int {
        get throws {
            let threads = "/proc/\(connection.session.program)/task"
            return try FileManager.default.contentsOfDirectory(atPath: threads).reduce(0) { sum, thread in
                // A thread may end between the two looks at the folder.
                let status = try? String(contentsOfFile: "\(threads)/\(thread)/status", encoding: .utf8)
                let line = status?.split(separator: "\n").first { $0.hasPrefix("voluntary_ctxt_switches:") }
                return sum + (line?.split(separator: "\t").last.flatMap { Int($0) } ?? 0)
            }
        }
    }

    /// The program's map of its memory, with the libraries that it has loaded.
    var memoryMap: String {
        get throws {
            // Such a file has no size, and is given out in parts.
            let file = try #require(FileHandle(forReadingAtPath: "/proc/\(connection.session.program)/maps"))
            return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
        }
    }

    // MARK: What the operator does

    func type(_ text: String) {
        connection.submit { $0.input += Array(text.utf8) }
    }

    func press(_ keys: Key...) {
        connection.submit { state in
            for key in keys { state.input += state.emulator.input(for: key) }
        }
    }

    func paste(_ text: String) {
        connection.submit { $0.input += $0.emulator.input(forPasted: Array(text.utf8)) }
    }

    func resize(columns: Int, rows: Int) throws {
        let terminal = connection.session.terminal
        try connection.watched.change { state in
            if state.isHungUp { throw SystemError(call: "resize", number: EIO) }
            // The emulator first: what the program draws for the new size must find it.
            state.emulator.resize(columns: columns, rows: rows)
            try SystemError.check("resize", terminal_session_resize(terminal, CInt(columns), CInt(rows)))
        }
    }

    /// Sends a signal to the program alone; nothing once it has ended.
    func signal(_ number: CInt) {
        let program = connection.session.program
        connection.watched.read { state in
            if state.program == .running || state.program == .suspended { _ = kill(program, number) }
        }
    }

    /// Continues a suspended program in the foreground, as `fg` does.
    func resume() {
        connection.submit { state in
            guard state.program == .suspended else { return }
            state.program = .running
            state.request = .resume
        }
    }

    /// Takes the terminal away, as a lost connection does: SIGHUP and the end of the input reach the program, in no order.
    func hangUp() {
        connection.submit { state in
            state.isHungUp = true
            state.request = .hangUp
        }
    }

    private func close() async {
        connection.submit { $0.request = .close }
        _ = try? await connection.watched.wait(timeout: Self.patience, snapshot: { $0.isServed }) { isServed in
            isServed ? nil : true
        }
    }

    // MARK: What the test waits for

    /// The first screen for which `condition` holds.
    @discardableResult
    func waitFor(
        _ awaited: String = "such screen", timeout: Duration = patience, at location: SourceLocation = #_sourceLocation,
        _ condition: (Screen) throws -> Bool
    ) async throws -> Screen {
        let found = try await connection.watched.wait(timeout: timeout, snapshot: { $0.emulator.screen }) { screen in
            try condition(screen) ? screen : nil
        }
        guard let found else { throw expiry(awaited, timeout, location) }
        return found
    }

    /// The first screen that shows `text` in one row.
    @discardableResult
    func waitFor(
        _ text: String, timeout: Duration = patience, at location: SourceLocation = #_sourceLocation
    ) async throws -> Screen {
        try await waitFor("screen with “\(text)”", timeout: timeout, at: location) { $0.contains(text) }
    }

    /// Waits until the program has written nothing for as long as `pause`.
    func waitForPause(
        of pause: Duration = .milliseconds(300), timeout: Duration = patience,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let deadline = ContinuousClock.now + timeout
        while ContinuousClock.now < deadline {
            let before = bytesWritten
            let more = try await connection.watched.wait(timeout: pause, snapshot: { $0.output.count }) { count in
                count == before ? nil : count
            }
            if more == nil { return }
        }
        throw expiry("pause of \(pause)", timeout, location)
    }

    /// How the program ended; all that it wrote is on the screen then.
    func exitStatus(
        timeout: Duration = patience, at location: SourceLocation = #_sourceLocation
    ) async throws -> ExitStatus {
        let status = try await connection.watched.wait(timeout: timeout, snapshot: { $0.program }) { program in
            if case .ended(let status) = program { status } else { nil }
        }
        guard let status else { throw expiry("end of the program", timeout, location) }
        return status
    }

    func waitUntilSuspended(
        timeout: Duration = patience, at location: SourceLocation = #_sourceLocation
    ) async throws {
        let isSuspended = try await connection.watched.wait(timeout: timeout, snapshot: { $0.program }) { program in
            program == .suspended ? true : nil
        }
        if isSuspended == nil { throw expiry("suspended program", timeout, location) }
    }

    private func expiry(_ awaited: String, _ timeout: Duration, _ location: SourceLocation) -> Expiry {
        let program = connection.watched.read { $0.program }
        return Expiry(awaited: awaited, timeout: timeout, location: location, instead: "\(program)\n\(screen.text)")
    }
}
