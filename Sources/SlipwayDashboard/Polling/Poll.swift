import SlipwayCore
import TerminalUI

/// When a screen asks the database again, and for how long it has had no answer.
///
/// Never two questions at once; a lost database is asked less often, and yet found within seconds of its return.
struct Poll: Hashable, Sendable {
    /// Milliseconds between questions to a database that does not answer.
    static let retries: [Int64] = [1_000, 2_000, 5_000]
    /// Rates are taken over time, so even an unchanged database is read again after so many milliseconds.
    static let longestSkip: Int64 = 10_000
    /// An answer may never arrive, so a question is given up after so many milliseconds.
    static let patience: Int64 = 10_000

    /// What goes with one question.
    struct Question: Hashable, Sendable {
        /// The mark of the data shown, where an unchanged one spares reading it again.
        let known: ChangeMark?
        /// Milliseconds since the last answer of a database that is lost.
        let unansweredFor: Int64?
    }

    let interval: Int64
    private(set) var lostSince: ScreenInstant?
    private var underWaySince: ScreenInstant?
    private var nextAt: ScreenInstant?
    private var failures = 0
    private var mark: ChangeMark?
    private var readAt: ScreenInstant?
    private var answeredAt: ScreenInstant?

    /// - Parameters:
    ///   - interval: milliseconds between two questions.
    ///   - lostSince: where another screen has been waiting for the database already.
    init(interval: Int64, lostSince: ScreenInstant? = nil) {
        self.interval = max(250, interval)
        self.lostSince = lostSince
    }

    func isDue(at now: ScreenInstant) -> Bool {
        if let underWaySince { return now - underWaySince >= Self.patience }
        return nextAt.map { now >= $0 } ?? true
    }

    /// The question to ask now; it counts as asked.
    ///
    /// - Parameter isForced: for the data to be read though nothing has changed.
    mutating func question(at now: ScreenInstant, isForced: Bool) -> Question {
        underWaySince = now
        nextAt = now + interval
        return Question(
            known: isForced ? nil : knownMark(at: now), unansweredFor: lostSince.map { now - (answeredAt ?? $0) })
    }

    private func knownMark(at now: ScreenInstant) -> ChangeMark? {
        guard let readAt, now - readAt < Self.longestSkip else { return nil }
        return mark
    }

    /// Milliseconds until a lost database is asked again.
    func retry(at now: ScreenInstant) -> Int64? {
        guard lostSince != nil, let nextAt else { return nil }
        return underWaySince == nil ? max(0, nextAt - now) : 0
    }

    /// No answer will come to what was asked: the next question is due as after one.
    mutating func interrupted(at now: ScreenInstant) {
        guard underWaySince != nil else { return }
        underWaySince = nil
        nextAt = now + interval
    }

    /// Forgets an outage that may have ended unseen, while another screen was asking.
    mutating func resumed() {
        underWaySince = nil
        nextAt = nil
        failures = 0
        if readAt != nil { lostSince = nil }
    }

    /// - Returns: for how many milliseconds the database had been lost; none where it was not.
    mutating func answered(mark: ChangeMark?, at now: ScreenInstant) -> Int64? {
        underWaySince = nil
        failures = 0
        answeredAt = now
        if let mark {
            self.mark = mark
            readAt = now
        }
        defer { lostSince = nil }
        return lostSince.map { now - $0 }
    }

    /// - Parameter jitter: from 0 to 1, so that dashboards that lost the database together do not ask it together.
    /// - Returns: since when it has been lost.
    mutating func failed(at now: ScreenInstant, jitter: Double) -> ScreenInstant {
        underWaySince = nil
        let pause = Double(Self.retries[min(failures, Self.retries.count - 1)])
        nextAt = now + Int64(pause * (0.8 + 0.4 * jitter))
        failures += 1
        let since = lostSince ?? now
        lostSince = since
        return since
    }
}

extension Poll {
    /// `retry in 4s (ctrl-r now)` while the database is lost.
    func retryLine(_ context: ViewContext) -> StyledText? {
        guard let left = retry(at: context.now.instant) else { return nil }
        let when: SafeText = left > 0 ? "retry in \((left + 999) / 1_000)s" : "asking again"
        return StyledText(when + " (ctrl-r now)", .error)
    }
}
