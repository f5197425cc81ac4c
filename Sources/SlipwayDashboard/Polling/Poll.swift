import SlipwayCore
import TerminalUI

/// When a screen asks the database again, and for how long it has had no answer.
///
/// Never two questions at once; a lost database is asked less and less often.
struct Poll: Hashable, Sendable {
    /// Milliseconds between questions to a database that does not answer.
    static let retries: [Int64] = [1_000, 2_000, 5_000, 10_000, 30_000]
    /// Rates are taken over time, so even an unchanged database is read again after so many milliseconds.
    static let longestSkip: Int64 = 10_000
    /// An answer may never arrive, so a question is given up after so many milliseconds.
    static let patience: Int64 = 10_000

    let interval: Int64
    private(set) var lostSince: ScreenInstant?
    private var underWaySince: ScreenInstant?
    private var nextAt: ScreenInstant?
    private var failures = 0
    private var mark: ChangeMark?
    private var readAt: ScreenInstant?

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

    /// The mark of the data shown, while an unchanged one spares reading it again.
    func knownMark(at now: ScreenInstant) -> ChangeMark? {
        guard let readAt, now - readAt < Self.longestSkip else { return nil }
        return mark
    }

    /// Milliseconds until a lost database is asked again.
    func retry(at now: ScreenInstant) -> Int64? {
        guard lostSince != nil, let nextAt else { return nil }
        return underWaySince == nil ? max(0, nextAt - now) : 0
    }

    mutating func asked(at now: ScreenInstant) {
        underWaySince = now
        nextAt = now + interval
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
        if let mark {
            self.mark = mark
            readAt = now
        }
        defer { lostSince = nil }
        return lostSince.map { now - $0 }
    }

    /// - Returns: since when it has been lost.
    mutating func failed(at now: ScreenInstant) -> ScreenInstant {
        underWaySince = nil
        nextAt = now + Self.retries[min(failures, Self.retries.count - 1)]
        failures += 1
        let since = lostSince ?? now
        lostSince = since
        return since
    }
}
