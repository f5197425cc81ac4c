import Foundation
import Synchronization

/// The thread that owns the screen, as the executor of all that has to do with it: to read a key, to make the frame that
/// follows and to paint it takes a single wake-up.
///
/// It sleeps in `poll`, so that an idle dashboard costs nothing here, and lives as long as the program.
final class TerminalThread: SerialExecutor, TaskExecutor {
    /// Called on the thread with the signals reported and what `poll` says of the input.
    ///
    /// - Returns: whether there may be more input.
    typealias Receiver = @Sendable (_ signals: [UInt8], _ input: Int16) -> Bool

    /// A closure by itself would be wrapped once more at each access by the lock, which is generic, and be called through
    /// all that has gathered: a slower key with every wake-up, and in the end a stack that is too small.
    private struct Listener {
        let receive: Receiver
    }

    private let mailbox: Mailbox
    private let sleepers = Sleepers()
    private let listener = Mutex<Listener?>(nil)
    private let identity = Atomic<pthread_t>(0)

    init() throws(TerminalUnavailable) {
        mailbox = try Mailbox()
        Thread.detachNewThread { [self] in run() }
    }

    /// Where signals are to be written.
    var signalPipe: Int32 { mailbox.writeEnd }

    /// Input is watched from now on.
    func setReceiver(_ receive: @escaping Receiver) {
        listener.withLock { $0 = Listener(receive: receive) }
    }

    /// - Throws: `CancellationError`, and at once.
    func sleep(milliseconds: Int64) async throws {
        try await sleepers.sleep(milliseconds: milliseconds) { mailbox.wakeThread() }
    }

    func enqueue(_ job: consuming ExecutorJob) { mailbox.post(UnownedJob(job)) }

    func checkIsolated() {
        precondition(pthread_self() == identity.load(ordering: .relaxed), "not on the thread that owns the screen")
    }

    private func run() {
        identity.store(pthread_self(), ordering: .relaxed)
        var hasInput = true
        while true {
            performJobs()
            let receive = listener.withLock { $0 }?.receive
            var watched = [
                pollfd(fd: mailbox.readEnd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: hasInput && receive != nil ? STDIN_FILENO : -1, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&watched, nfds_t(watched.count), sleepers.timeout)
            mailbox.awoke()
            sleepers.wakeDue()
            guard count > 0 else { continue }
            let signals = watched[0].revents == 0 ? [] : mailbox.takeSignals()
            if let receive { hasInput = receive(signals, watched[1].revents) && hasInput }
        }
    }

    private func performJobs() {
        while true {
            let jobs = mailbox.takeJobs()
            if jobs.isEmpty { return }
            for job in jobs {
                job.runSynchronously(
                    isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
            }
        }
    }
}
