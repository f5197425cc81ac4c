import Logging
import Synchronization

/// How soon to knock again at a server that did not open, shared by all connections to it.
///
/// Every change between reached and lost is one line of the log.
final class ReconnectPace: Sendable {
    private struct State: Sendable {
        var failures = 0
        var nextTry = ContinuousClock.now
        var lastFault: PostgresFault?
        var wasReached = false
    }

    /// The longest pause, so that a server that is back is found within seconds.
    private static let longest = Duration.seconds(2)

    private let state = Mutex(State())
    private let address: String
    private let logger: Logger

    init(address: String, logger: Logger) {
        self.address = address
        self.logger = logger
    }

    /// - Throws: what came of the latest try, while it is too early for the next one.
    func waitForTurn() throws(PostgresFault) {
        let fault = state.withLock { state in state.nextTry > .now ? state.lastFault : nil }
        if let fault { throw fault }
    }

    func recordSuccess() {
        let wasLost = state.withLock { state in
            defer { state = State(wasReached: true) }
            return state.lastFault != nil
        }
        if wasLost { logger.notice("\(address) can be reached again") }
    }

    func recordFailure(_ fault: PostgresFault) {
        let level: Logger.Level? = state.withLock { state in
            defer { state.lastFault = fault }
            state.failures += 1
            state.nextTry = .now + Self.pause(after: state.failures)
            // What comes after the first loss is no other state: it is refused, then starts, and so on.
            guard state.lastFault == nil else { return state.lastFault?.cause == fault.cause ? nil : .debug }
            // A caller that has never reached it is told by the answer to its own request.
            return state.wasReached ? .warning : .info
        }
        if let level { logger.log(level: level, "\(address) cannot be reached: \(fault.detail)") }
    }

    /// Doubled with every failure, and of random length, so that not all come back at once.
    static func pause(after failures: Int) -> Duration {
        let full = min(Duration.milliseconds(50) * (1 << min(failures, 10)), longest)
        return full * Double.random(in: 0.5...1)
    }
}
