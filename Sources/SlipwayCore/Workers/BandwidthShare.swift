/// Which part of every bandwidth budget one server may use at the moment, and until when.
///
/// All live servers have equal parts. A server counts as live for ``patience`` after its last heartbeat, and uses its own
/// part for no longer: one that hangs, or has lost the database, lets it go before others take it. One that is new counts
/// at once, and uses its part once every other server has counted again, or has none any more. So the parts of all servers
/// together are never more than the whole.
package struct BandwidthShare: Hashable, Sendable {
    /// Two heartbeats: one that is late costs a server nothing.
    package static let patience: Duration = .seconds(10)

    /// Live ones, this one among them.
    package private(set) var servers: Int
    private var from: ContinuousClock.Instant
    private var until: ContinuousClock.Instant

    /// - Parameters:
    ///   - servers: how many were counted with the heartbeat.
    ///   - asked: a moment before the heartbeat was dated.
    ///   - now: a moment after it was written.
    package init(of servers: Int, asked: ContinuousClock.Instant, now: ContinuousClock.Instant) {
        self.servers = max(1, servers)
        from = servers > 1 ? now + Self.patience : now
        until = asked + Self.patience
    }

    /// What it is with the next heartbeat.
    package func renewed(
        of servers: Int, asked: ContinuousClock.Instant, now: ContinuousClock.Instant
    ) -> BandwidthShare {
        var next = BandwidthShare(of: servers, asked: asked, now: now)
        // Where it had run out, others may have taken it.
        if now <= until { next.from = min(from, next.from) }
        return next
    }

    /// Of a budget, while it may be used.
    package func part(of bytesPerSecond: Int) -> Double { Double(bytesPerSecond) / Double(servers) }

    package func isUsable(at now: ContinuousClock.Instant) -> Bool { from <= now && now < until }

    /// For how long of that time it could be used.
    package func usable(from start: ContinuousClock.Instant, to end: ContinuousClock.Instant) -> Duration {
        max(.zero, max(start, from).duration(to: min(end, until)))
    }
}
