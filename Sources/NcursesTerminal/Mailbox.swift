import CTerminalSignals
import Glibc
import Synchronization

/// Jobs for the thread that owns the screen. A byte in the pipe wakes it where it sleeps; signals write to the same pipe.
final class Mailbox: Sendable {
    let readEnd: Int32
    let writeEnd: Int32
    private let state = Mutex(State())

    private struct State {
        var jobs: [UnownedJob] = []
        /// The thread has found nothing to do, so that whatever comes next has to wake it.
        var isAsleep = false
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

    func post(_ job: UnownedJob) {
        state.withLock { $0.jobs.append(job) }
        wakeThread()
    }

    /// Ends the sleep of the thread, if it sleeps.
    func wakeThread() {
        let isAsleep = state.withLock { state in
            defer { state.isAsleep = false }
            return state.isAsleep
        }
        guard isAsleep else { return }
        // A full pipe wakes as well.
        var byte = Self.wake
        _ = Glibc.write(writeEnd, &byte, 1)
    }

    /// What was posted since the last call. None: the thread may sleep, and what comes next wakes it.
    func takeJobs() -> [UnownedJob] {
        state.withLock { state in
            state.isAsleep = state.jobs.isEmpty
            defer { state.jobs = [] }
            return state.jobs
        }
    }

    /// Call after sleeping: what this thread itself posts from now on wakes nothing.
    func awoke() {
        state.withLock { $0.isAsleep = false }
    }

    /// The signals reported since the last call.
    func takeSignals() -> [UInt8] {
        var signals: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256)
        while true {
            let count = Glibc.read(readEnd, &buffer, buffer.count)
            guard count > 0 else { return signals }
            signals += buffer[..<count].filter { $0 != Self.wake }
            if count < buffer.count { return signals }
        }
    }
}
