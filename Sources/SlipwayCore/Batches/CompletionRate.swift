/// How fast a rollout moves, from what became final lately, and when it will be through.
package struct CompletionRate: Hashable, Sendable {
    /// Over which time devices are counted.
    package static let window: Duration = .seconds(600)
    /// Fewer finished devices in the window make no forecast.
    package static let minimumFinished = 5

    package let finished: Int
    /// How much of the window the rollout has existed.
    private let observed: Duration

    package init(finished: Int, createdAt: Timestamp, now: Timestamp) {
        self.finished = finished
        observed = min(max(now - createdAt, .seconds(60)), Self.window)
    }

    /// The first minute since 1970 whose finished devices count: with the running one, they fill the window.
    package static func firstMinute(at now: Timestamp) -> Int64 {
        now.milliseconds / 60_000 - Int64(window / .seconds(60)) + 1
    }

    /// Devices a minute.
    package var perMinute: Double { Double(finished) / (observed / .seconds(60)) }

    /// The time until `open` devices are through at this rate; none where there is too little to go by.
    package func remaining(open: Int) -> Duration? {
        guard finished >= Self.minimumFinished, perMinute > 0 else { return nil }
        return .seconds(Int64((Double(open) / perMinute * 60).rounded()))
    }
}
