/// What may be sent: it fills at a rate `r` up to a capacity `b`, and what is sent is taken out of it, so that over every
/// time `T` no more than `rT + b` is sent (RFC 2212, whose `rT + b` bounds what a flow sends).
package struct TokenBucket: Hashable, Sendable {
    private var level: Double = 0
    private var filledAt: ContinuousClock.Instant

    /// Empty: to begin again gains nothing.
    package init(at now: ContinuousClock.Instant) { filledAt = now }

    /// - Parameters:
    ///   - rate: a second.
    ///   - share: when that counted.
    package mutating func fill(
        rate: Double, capacity: Double, while share: BandwidthShare, at now: ContinuousClock.Instant
    ) {
        let time = share.usable(from: filledAt, to: now)
        level = min(capacity, level + rate * (time / .seconds(1)))
        filledAt = max(filledAt, now)
    }

    /// - Returns: whether there was as much.
    package mutating func take(_ amount: Int) -> Bool {
        guard level >= Double(amount) else { return false }
        level -= Double(amount)
        return true
    }

    /// How much is missing of an amount.
    package func missing(of amount: Int) -> Double { max(0, Double(amount) - level) }
}
