import CTimedProgram
import Foundation

/// A program on a terminal of 80x24, whose bytes are timed and not understood.
final class TerminalProgram {
    static let patience = Duration.seconds(20)

    let program: RunningProgram
    /// When it was started.
    let start: ContinuousClock.Instant
    private let terminal: Int32

    init(_ executable: String, _ arguments: [String], environment: [String: String]) throws {
        var name = [CChar](repeating: 0, count: 64)
        terminal = timed_terminal_open(80, 24, &name, name.count)
        if terminal < 0 { throw SystemFault("posix_openpt") }
        let path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        start = .now
        program = try RunningProgram(executable, arguments, environment: environment, on: .terminal(path))
    }

    deinit { close(terminal) }

    /// Waits until what it wrote holds `text`.
    ///
    /// - Returns: how long after the start, and how many bytes it took.
    func wait(for text: String) throws -> (time: Duration, bytes: Int) {
        let deadline = ContinuousClock.now + Self.patience
        var written: [UInt8] = []
        while let bytes = try output(until: deadline) {
            written += bytes
            if written.firstRange(of: Array(text.utf8)) != nil { return (.now - start, written.count) }
        }
        throw SystemFault(saying: "it never showed “\(text)”: \(String(decoding: written.suffix(300), as: UTF8.self))")
    }

    /// Types keys, and waits until what comes of them holds `text`.
    ///
    /// - Returns: that, and what comes with it until nothing more does.
    func text(after keys: String, until text: String) throws -> String {
        let deadline = try type(keys) + Self.patience
        var written: [UInt8] = []
        while written.firstRange(of: Array(text.utf8)) == nil {
            guard let bytes = try output(until: deadline) else {
                let end = String(decoding: written.suffix(300), as: UTF8.self)
                throw SystemFault(saying: "it never showed “\(text)”: \(end)")
            }
            written += bytes
        }
        while let bytes = try output(until: .now + Self.pause) { written += bytes }
        return String(decoding: written, as: UTF8.self)
    }

    /// Types a key, and waits for the first byte that comes of it.
    func answer(to key: String) throws -> Duration {
        let start = try type(key)
        guard try output(until: start + Self.patience) != nil else { throw SystemFault(saying: "“\(key)” was ignored") }
        return .now - start
    }

    /// Types a key, and waits until nothing more comes of it.
    ///
    /// - Returns: when the last byte came.
    func wholeAnswer(to key: String) throws -> Duration {
        let start = try type(key)
        var last: Duration?
        while try output(until: last == nil ? start + Self.patience : .now + Self.pause) != nil { last = .now - start }
        guard let last else { throw SystemFault(saying: "“\(key)” was ignored") }
        return last
    }

    /// Reads until nothing has come for so long.
    ///
    /// - Returns: how many bytes came.
    @discardableResult
    func rest(for pause: Duration = pause) throws -> Int {
        var count = 0
        while let bytes = try output(until: .now + pause) { count += bytes.count }
        return count
    }

    /// Reads for so long.
    ///
    /// - Returns: how many bytes came.
    func listen(for time: Duration) throws -> Int {
        let end = ContinuousClock.now + time
        var count = 0
        while let bytes = try output(until: end) { count += bytes.count }
        return count
    }

    /// Longer than what is painted at once takes, and shorter than what is painted later waits.
    static let pause = Duration.milliseconds(150)

    private func type(_ key: String) throws -> ContinuousClock.Instant {
        let now = ContinuousClock.now
        if write(terminal, key, key.utf8.count) != key.utf8.count { throw SystemFault("write") }
        return now
    }

    /// - Returns: what comes next; none where nothing comes until then.
    private func output(until deadline: ContinuousClock.Instant) throws -> [UInt8]? {
        var polled = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
        let left = max(0, Int32((deadline - .now) / .milliseconds(1)))
        guard poll(&polled, 1, left) > 0 else { return nil }
        let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            count = max(0, read(terminal, buffer.baseAddress, buffer.count))
        }
        if bytes.isEmpty { throw SystemFault(saying: "the program has ended") }
        return bytes
    }
}
