/// What each caller may do at once, and how soon it gets that back: a token bucket a caller
/// (https://en.wikipedia.org/wiki/Token_bucket).
struct RateBuckets {
    private struct Bucket {
        var left: Double
        var at: ContinuousClock.Instant
    }

    /// How many callers are remembered. Beyond it, those with full buckets are forgotten; if none is full, all are.
    private static let limit = 10_000

    /// What a new caller has.
    let burst: Double
    /// What it gets back a second.
    let rate: Double
    private var buckets: [String: Bucket] = [:]

    init(burst: Double, rate: Double) {
        self.burst = burst
        self.rate = rate
    }

    /// The amount may exceed what is left; the caller then waits until that is paid back.
    ///
    /// - Returns: nil where the amount was taken, else how long the caller has to wait.
    mutating func take(_ amount: Double = 1, of caller: String, at now: ContinuousClock.Instant) -> Duration? {
        if buckets[caller] == nil, buckets.count >= Self.limit { forget(at: now) }
        var bucket = Bucket(left: left(of: caller, at: now), at: now)
        defer { buckets[caller] = bucket }
        guard bucket.left >= 1 else { return .seconds((1 - bucket.left) / rate) }
        bucket.left -= amount
        return nil
    }

    func isSpent(_ caller: String, at now: ContinuousClock.Instant) -> Bool { left(of: caller, at: now) < 1 }

    private func left(of caller: String, at now: ContinuousClock.Instant) -> Double {
        guard let bucket = buckets[caller] else { return burst }
        return min(burst, bucket.left + (now - bucket.at) / .seconds(1) * rate)
    }

    /// A caller that has got everything back is as good as unknown.
    private mutating func forget(at now: ContinuousClock.Instant) {
        buckets = buckets.filter { left(of: $0.key, at: now) < burst }
        if buckets.count >= Self.limit { buckets = [:] }
    }
}
