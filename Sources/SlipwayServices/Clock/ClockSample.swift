import SlipwayCore

/// What one transaction tells of the clock that dates it: its instant, and what was so just before and just after.
struct ClockSample: Sendable {
    struct Moment: Sendable {
        let instant: ContinuousClock.Instant
        /// By the clock of this machine; none where that is not asked.
        let wall: Timestamp?
    }

    let now: Timestamp
    let asked: Moment
    let begun: Moment

    /// By how much the clock has jumped since an earlier sample: what the time that passed cannot explain, however much of
    /// it the way to the database took.
    func jump(since earlier: ClockSample) -> Duration {
        (now - earlier.now).beyond(
            earlier.begun.instant.duration(to: asked.instant)...earlier.asked.instant.duration(to: begun.instant))
    }

    /// How far the clock is at least ahead of this machine's, below zero behind it, and whether that says anything: of a
    /// transaction that was long in coming it does not. None where this machine's is not known.
    func difference(limit: Duration) -> (least: Duration, isCertain: Bool)? {
        guard let start = asked.wall, let end = begun.wall else { return nil }
        let least = (now - min(start, end)).beyond(.zero...(max(start, end) - min(start, end)))
        return (least, least.magnitude > limit || max(start, end) - min(start, end) < limit)
    }
}

extension Duration {
    var magnitude: Duration { self < .zero ? .zero - self : self }

    /// By how much it is above the range, or below zero how far below it.
    fileprivate func beyond(_ range: ClosedRange<Duration>) -> Duration {
        self > range.upperBound
            ? self - range.upperBound : self < range.lowerBound ? self - range.lowerBound : .zero
    }
}
