/// How long a session may stay in a state without a report, and what happens when that time is up.
package struct SessionDeadlines: Hashable, Sendable {
    package var initiated: Duration = .seconds(7 * 86_400)
    package var acknowledged: Duration = .seconds(2 * 3_600)
    package var downloading: Duration = .seconds(2 * 3_600)
    package var flashed: Duration = .seconds(3_600)

    package enum Verdict: Hashable, Sendable {
        case extended(to: Timestamp)
        case expired
    }

    package init() {}

    /// Of any state.
    package var longest: Duration { max(initiated, acknowledged, downloading, flashed) }

    /// The full time of a state; none for a final one.
    package func time(for state: UpdateSessionState) -> Duration? {
        switch state {
        case .initiated: initiated
        case .acknowledged: acknowledged
        case .downloading: downloading
        case .flashed: flashed
        case .completed, .failed, .cancelled: nil
        }
    }

    /// The deadline of a session that enters `state` now.
    package func deadline(entering state: UpdateSessionState, at now: Timestamp) -> Timestamp? {
        time(for: state).map { now + $0 }
    }

    /// What becomes of a session whose deadline has come.
    ///
    /// A held one gets its state's full time from now, unless it is excluded, which nothing ends; one that was heard of, or
    /// released, since it entered the state gets it from then, as does one for which no server was there; any other has
    /// expired. None for a session that is final already.
    package func verdict(
        on context: SessionContext, in presence: ServicePresence? = nil, now: Timestamp
    ) -> Verdict? {
        guard let time = time(for: context.session.updateStatus) else { return nil }
        if let hold = context.hold { return hold == .excluded ? .expired : .extended(to: now + time) }
        let deadline = min(context.waitingSince(presence), now) + time
        return deadline > now ? .extended(to: deadline) : .expired
    }
}
