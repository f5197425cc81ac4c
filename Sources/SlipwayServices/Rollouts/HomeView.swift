import SlipwayCore

/// Everything that the home screen shows, of one moment.
package struct HomeView: Hashable, Sendable {
    /// More open rollouts are not read.
    package static let maximumOpen = 500
    static let maximumDifferences = 1_000
    static let maximumLostWorkers = 100

    package let at: Timestamp
    package let mark: ChangeMark
    /// The most urgent first, and among those the newest.
    package let rollouts: [HomeRow]
    /// Whether there are more open rollouts than these.
    package let openIsCapped: Bool
    package let workerAlive: Bool
    /// Whether a batch waits for a worker.
    package let workWaiting: Bool
    /// Figures that the audit found to be wrong; the first ones, and only for those who see every organization.
    package let counterDifferences: [CounterDifference]
    /// Told as lost within ``Worker/newsTime``; the latest ones, and only for those who see every organization.
    package let lostWorkers: [Worker]

    package init(
        at: Timestamp, mark: ChangeMark, rollouts: [HomeRow], openIsCapped: Bool, workerAlive: Bool, workWaiting: Bool,
        counterDifferences: [CounterDifference], lostWorkers: [Worker] = []
    ) {
        self.at = at
        self.mark = mark
        self.rollouts = rollouts
        self.openIsCapped = openIsCapped
        self.workerAlive = workerAlive
        self.workWaiting = workWaiting
        self.counterDifferences = counterDifferences
        self.lostWorkers = lostWorkers
    }
}

/// One rollout on the home screen, with what follows from its figures.
package struct HomeRow: Hashable, Sendable {
    package let summary: RolloutSummary
    package let attention: Attention
    package let rate: CompletionRate

    package init(summary: RolloutSummary, attention: Attention, rate: CompletionRate) {
        self.summary = summary
        self.attention = attention
        self.rate = rate
    }
}
