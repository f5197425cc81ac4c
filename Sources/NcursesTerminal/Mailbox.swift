import CTerminalSignals
import Glibc
import Synchronization
import TerminalUI

/// Requests for the thread that owns the screen. A byte in the pipe wakes it; signals write to the same pipe.
final class Mailbox: Sendable {
    typealias Request = @Sendable (inout TerminalSession?) -> Void

    let readEnd: Int32
    let writeEnd: Int32
    private let state = Mutex(State())

    private struct State {
        var requests: [Request] = []
        var isClosed = false
    }

    private static let wake = UInt8(ascii: "m")

    init() throws(TerminalUnavailable) {
        var ends: [Int32] = [0, 0]
        guard terminal_signals_pipe(&ends) == 0 else { throw .systemFault(code: errno) }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        _ = Glibc.close(readEnd)
        _ = Glibc.close(writeEnd)
    }

    /// False once the thread has ended.
    func post(_ request: @escaping Request) -> Bool {
        let isOpen = state.withLock { state in
            if !state.isClosed { state.requests.append(request) }
            return !state.isClosed
        }
        if isOpen {
            // A full pipe wakes as well.
            var byte = Self.wake
            _ = Glibc.write(writeEnd, &byte, 1)
        }
        return isOpen
    }

    func takeRequests() -> [Request] {
        state.withLock { state in
            defer { state.requests = [] }
            return state.requests
        }
    }

    /// What is still there must be answered by the caller.
    func close() -> [Request] {
        state.withLock { state in
            defer { state.requests = [] }
            state.isClosed = true
            return state.requests
        }
    }

    /// The signals reported since the last call.
    func takeSignals() -> [UInt8] {
        var signals: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256)
        while true {
            let count = Glibc.read(readEnd, &buffer, buffer.count)
            guard count > 0 else { return signals }
            signals += buffer[..<count].filter { $0 != Self.wake }
        }
    }
}
