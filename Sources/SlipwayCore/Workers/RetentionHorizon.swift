/// Which instant the retention takes for now: it removes for good, so that it does not believe a clock that jumps.
package enum RetentionHorizon {
    /// Beyond where the last step was.
    package static let longestStep: Duration = .seconds(86_400)
    /// For how long the service must have been there, by the same clock.
    package static let presence: Duration = .seconds(3_600)

    /// - Parameter last: that of the last step; none before the first.
    /// - Returns: none where nothing is to be removed.
    package static func next(
        after last: Timestamp?, presence: ServicePresence?, now: Timestamp
    ) -> Timestamp? {
        if let presence {
            guard presence.isCurrent(at: now), presence.seenAt <= now + ServicePresence.patience else { return nil }
            if let since = presence.since, now - since < Self.presence { return nil }
        }
        guard let last, last <= now else { return now }
        return min(now, last + longestStep)
    }
}
