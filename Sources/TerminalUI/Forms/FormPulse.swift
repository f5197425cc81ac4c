/// Asks now and then whether what a form writes to is there, because a form reads nothing by itself.
package struct FormPulse: Sendable {
    /// Milliseconds between two questions.
    let interval: Int64
    /// How many milliseconds the answer took; none where there was none.
    let ask: @Sendable () async -> Int64?

    package init(interval: Int64, ask: @escaping @Sendable () async -> Int64?) {
        self.interval = interval
        self.ask = ask
    }
}

/// When a form asks again.
struct PulseState: Hashable, Sendable {
    /// A question that was cancelled is never answered, so it is given up after so many milliseconds.
    static let patience: Int64 = 10_000

    var askedAt: ScreenInstant?
    var isUnderWay = false
    var lostSince: ScreenInstant?

    func isDue(at now: ScreenInstant, interval: Int64) -> Bool {
        guard let askedAt else { return true }
        return now - askedAt >= (isUnderWay ? Self.patience : interval)
    }
}

extension FormScreen {
    package mutating func tick(at now: ClockReading) -> [ScreenCommand<Message>] {
        guard let source = source.pulse, pulse.isDue(at: now.instant, interval: source.interval) else { return [] }
        pulse.askedAt = now.instant
        pulse.isUnderWay = true
        return [.load(name: "pulse") { .pulsed(await source.ask()) }]
    }

    mutating func pulsed(_ milliseconds: Int64?, at now: ClockReading) -> [ScreenCommand<Message>] {
        pulse.isUnderWay = false
        guard let milliseconds else {
            let since = pulse.lostSince ?? now.instant
            pulse.lostSince = since
            return [.report(.lost(since: since))]
        }
        pulse.lostSince = nil
        return [.report(.answered(milliseconds: milliseconds))]
    }
}
