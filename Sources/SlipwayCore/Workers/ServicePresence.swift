/// Since when a server has been there, without a break, to hear what devices say.
///
/// While the database is away, or every worker, no device can report: such a time says nothing about a device.
package struct ServicePresence: Hashable, Sendable {
    /// After so long without any worker the service counts as away.
    package static let patience: Duration = .seconds(60)

    package let seenAt: Timestamp
    /// When it was back from where it was last; none where it never was away, as far as is known.
    package let since: Timestamp?

    package init(seenAt: Timestamp, since: Timestamp?) {
        self.seenAt = seenAt
        self.since = since
    }

    package func isCurrent(at now: Timestamp) -> Bool { now - seenAt < Self.patience }

    /// What it is once a worker has been there at `now`.
    package func seen(at now: Timestamp) -> ServicePresence {
        // Seen ahead of now, or back since then: by a clock that was ahead.
        let isPlausible = [seenAt, since].allSatisfy { ($0 ?? now) <= now + Self.patience }
        guard isPlausible else { return ServicePresence(seenAt: now, since: now) }
        return ServicePresence(seenAt: max(seenAt, now), since: isCurrent(at: now) ? since : now)
    }
}
