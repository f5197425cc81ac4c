/// The figures that an installation may set; the defaults are the contract's.
package struct ServiceSettings: Hashable, Sendable {
    package var deadlines = SessionDeadlines()
    package var silence = SilenceRule()
    package var loss = LossRule()
    package var attention = AttentionRule()
    /// Entries in one registration request.
    package var registrationLimit = 100
    /// Devices in one batch.
    package var batchDeviceLimit = 500
    /// Devices in one rollout with a plan.
    package var rolloutTargetLimit = RolloutPlan.maximumTargets
    /// Bytes of one firmware file.
    package var firmwareLimit: Int64 = 16 << 30
    /// For how long a worker owns a batch that it starts.
    package var leaseDuration: Duration = .seconds(30)
    /// How often a batch is tried before its pending devices are given up.
    package var maximumAttempts = 5
    /// After which time a device shall ask again that has nothing to do.
    package var pollInterval: Duration = .seconds(300)
    /// How long an upload may stand still before its bytes are discarded.
    package var uploadPatience: Duration = .seconds(600)

    package init() {}

    /// How long a device may be without a word after it completed.
    package var lossLimit: Duration { loss.limit(pollInterval: pollInterval) }

    /// How long a batch waits after its `attempt`-th try: 5 s, doubled each time.
    package func backoff(afterAttempt attempt: Int) -> Duration {
        .seconds(5 << min(max(attempt - 1, 0), 10))
    }
}
