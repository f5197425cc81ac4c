/// When a device that is updating counts as silent: longer without a word than a running one should be.
package struct SilenceRule: Hashable, Sendable {
    /// The least time before a device counts as silent while it is acknowledged or downloading.
    package var floor: Duration = .seconds(30 * 60)
    /// The same, once it has flashed.
    package var floorAfterFlash: Duration = .seconds(5 * 60)

    package init() {}

    /// max(floor, 4 × p95 of the phase in the batch), and never more than half of the state's deadline.
    ///
    /// None for a state in which no device is ever silent.
    package func limit(
        in state: UpdateSessionState, percentile95: Duration?, deadlines: SessionDeadlines
    ) -> Duration? {
        guard state.isInFlight, let time = deadlines.time(for: state) else { return nil }
        let floor = state.isAfterFlash ? floorAfterFlash : floor
        return min(max(floor, (percentile95 ?? .zero) * 4), time / 2)
    }

    /// Whether the session is silent at `now`; a held one never is.
    package func isSilent(
        _ context: SessionContext, in presence: ServicePresence? = nil, percentile95: Duration?,
        deadlines: SessionDeadlines, now: Timestamp
    ) -> Bool {
        guard context.hold == nil,
            let limit = limit(
                in: context.session.updateStatus, percentile95: percentile95, deadlines: deadlines)
        else { return false }
        return now - context.waitingSince(presence) >= limit
    }
}

/// A device that needs a look: updating, and not heard of for too long.
package struct SilentDevice: Hashable, Sendable {
    package let deviceUID: String
    package let state: UpdateSessionState
    package let stateSince: Timestamp
    package let lastHeardAt: Timestamp

    package init(deviceUID: String, state: UpdateSessionState, stateSince: Timestamp, lastHeardAt: Timestamp) {
        self.deviceUID = deviceUID
        self.state = state
        self.stateSince = stateSince
        self.lastHeardAt = lastHeardAt
    }
}
