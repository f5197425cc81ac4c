/// Everything that the live screen of one batch shows, read in one bounded poll.
package struct BatchLive: Hashable, Sendable {
    package let batch: UpdateBatch
    package let rollout: Rollout
    package let firmwareVersion: String
    package let organizationName: String?
    /// How many of its devices came from which version, on which hardware, of which organization; the frequent first.
    package let attributes: [AttributeCount]
    /// What speaks against the release first, then the frequent ones.
    package let reasons: [ReasonSummary]
    /// The longest silent first.
    package let silent: [SilentDevice]
    /// The newest first.
    package let events: [Event]
    /// Time spent in acknowledged, downloading and flashed.
    package let phases: [UpdateSessionState: PhaseDurations]
    /// Devices that became final in the last ten minutes.
    package let recentlyFinished: Int
    package let pulse: ServicePulse

    package init(
        batch: UpdateBatch, rollout: Rollout, firmwareVersion: String, organizationName: String?,
        attributes: [AttributeCount], reasons: [ReasonSummary], silent: [SilentDevice], events: [Event],
        phases: [UpdateSessionState: PhaseDurations], recentlyFinished: Int, pulse: ServicePulse
    ) {
        self.batch = batch
        self.rollout = rollout
        self.firmwareVersion = firmwareVersion
        self.organizationName = organizationName
        self.attributes = attributes
        self.reasons = reasons
        self.silent = silent
        self.events = events
        self.phases = phases
        self.recentlyFinished = recentlyFinished
        self.pulse = pulse
    }
}

/// How much of each list a poll of a batch may read: bounded by the screen, not by the fleet.
package struct BatchLiveLimits: Hashable, Sendable {
    package var reasons = 10
    package var silent = 6
    package var events = 50

    package init(reasons: Int = 10, silent: Int = 6, events: Int = 50) {
        self.reasons = reasons
        self.silent = silent
        self.events = events
    }
}
